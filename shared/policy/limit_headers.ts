import { RESPONSE_HEADERS } from "../contracts/headers.ts";
import type { CounterState, LedgerClaim } from "../transport/reservation_ledger.ts";

/** Whose names and formats the limit headers have. */
export type LimitHeaderFamily = "openai" | "anthropic";

/** What a client is told of its limits. */
export interface LimitHeaderInput {
  claims: readonly LedgerClaim[];
  /** How the claims' counters stand, in their order. */
  counters: readonly CounterState[];
  /** Epoch milliseconds. */
  nowMs: number;
}

/**
 * Adds the limit, what remains of it and when more will, of requests and of tokens a minute, as OpenAI's or Anthropic's API
 * says it.
 * Of several limits the one that has the least left is told, as both do; of those that only observe nothing is, and without
 * a limit there is no header.
 */
export function limitHeaders(family: LimitHeaderFamily, input: LimitHeaderInput, into: Headers): void {
  for (const { type, names } of NAMES[family]) {
    const tightest = tightestOf(type, input);
    if (tightest < 0) continue;
    const { max } = input.claims[tightest]!;
    const { used, resetMs } = input.counters[tightest]!;
    into.append(names.limit, String(max));
    into.append(names.remaining, String(Math.max(0, max - used)));
    into.append(names.reset, family === "openai" ? duration(resetMs) : moment(input.nowMs + resetMs));
  }
}

/**
 * A stretch of time as Go writes it, which is what OpenAI's API answers: `850ms`, `1s`, `6m0s`, `1h0m3s`. Rounded up, to whole
 * seconds from one on.
 */
export function duration(ms: number): string {
  if (ms <= 0) return "0s";
  if (ms <= 999) return `${Math.ceil(ms)}ms`;
  const seconds = Math.ceil(ms / 1_000);
  const [s, m, h] = [seconds % 60, Math.floor(seconds / 60) % 60, Math.floor(seconds / 3_600)];
  if (h > 0) return `${h}h${m}m${s}s`;
  return m > 0 ? `${m}m${s}s` : `${s}s`;
}

/** RFC 3339 in UTC, rounded up to a whole second: `2026-11-26T12:00:01Z`. */
function moment(ms: number): string {
  return `${new Date(Math.ceil(ms / 1_000) * 1_000).toISOString().slice(0, 19)}Z`;
}

type MinuteLimit = "requests_per_minute" | "tokens_per_minute";

interface HeaderNames {
  limit: string;
  remaining: string;
  reset: string;
}

type NamesOf = Readonly<Record<MinuteLimit, HeaderNames>>;

const NAMES: Readonly<Record<LimitHeaderFamily, readonly { type: MinuteLimit; names: HeaderNames }[]>> = {
  openai: listed({
    requests_per_minute: {
      limit: RESPONSE_HEADERS.rateLimitLimitRequests,
      remaining: RESPONSE_HEADERS.rateLimitRemainingRequests,
      reset: RESPONSE_HEADERS.rateLimitResetRequests,
    },
    tokens_per_minute: {
      limit: RESPONSE_HEADERS.rateLimitLimitTokens,
      remaining: RESPONSE_HEADERS.rateLimitRemainingTokens,
      reset: RESPONSE_HEADERS.rateLimitResetTokens,
    },
  }),
  anthropic: listed({
    requests_per_minute: {
      limit: RESPONSE_HEADERS.anthropicLimitRequests,
      remaining: RESPONSE_HEADERS.anthropicRemainingRequests,
      reset: RESPONSE_HEADERS.anthropicResetRequests,
    },
    tokens_per_minute: {
      limit: RESPONSE_HEADERS.anthropicLimitTokens,
      remaining: RESPONSE_HEADERS.anthropicRemainingTokens,
      reset: RESPONSE_HEADERS.anthropicResetTokens,
    },
  }),
};

function listed(names: NamesOf): { type: MinuteLimit; names: HeaderNames }[] {
  return Object.entries(names).map(([type, names]) => ({ type: type as MinuteLimit, names }));
}

/** The index of the claim of this type that has the least left; -1: there is none. */
function tightestOf(type: MinuteLimit, { claims, counters }: LimitHeaderInput): number {
  let tightest = -1;
  let least = 0;
  for (let index = 0; index < claims.length; index++) {
    const claim = claims[index]!;
    if (claim.type !== type || !claim.enforced) continue;
    const { used, resetMs } = counters[index]!;
    const remaining = Math.max(0, claim.max - used);
    const isTighter = tightest < 0 || remaining < least ||
      (remaining === least && resetMs > counters[tightest]!.resetMs);
    if (!isTighter) continue;
    tightest = index;
    least = remaining;
  }
  return tightest;
}
