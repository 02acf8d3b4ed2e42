import type { LedgerClaim } from "./reservation_ledger.ts";

/** A second's amount counts until all of it is older than this, so that no minute ever holds more than the limit; seconds. */
export const WINDOW_SECONDS = 60;

/** When to try again where only the end of another request makes room, milliseconds. */
export const ROOM_RETRY_MS = 1_000;

/** When to try again for more than a minute's limit ever admits, milliseconds. */
export const NEVER_FITS_RETRY_MS = WINDOW_SECONDS * 1_000;

/** How long a budget's counter outlives its period, for late settlements and the reconciliation; milliseconds. */
export const SPEND_KEPT_MS = 2 * 86_400_000;

/** Settled ids are remembered by the minute, in so many minutes besides the present one. */
export const SETTLED_MINUTES = 5;

/**
 * Names a counter, unlike that of any other type or period; the first letter tells the type. Claims of one name share one
 * counter, whatever their limits.
 */
export function counterName(claim: LedgerClaim): string {
  switch (claim.type) {
    case "requests_per_minute":
      return `r:${claim.counterKey}`;
    case "tokens_per_minute":
      return `t:${claim.counterKey}`;
    case "concurrent_requests":
      return `c:${claim.counterKey}`;
    case "spend":
      return `s:${claim.period}:${claim.periodStart}:${claim.counterKey}`;
  }
}
