import type { Arrivals } from "./live_log.ts";

/** What is read out of records that came in since the last time, all together; null when there is nothing to say. */
export function arrivalsSentence(before: Arrivals, now: Arrivals): string | null {
  const total = now.total - before.total, errors = now.errors - before.errors;
  if (total <= 0) return null;
  const requests = `${total} new ${total === 1 ? "request" : "requests"}`;
  return errors === 0 ? `${requests}.` : `${requests}, ${errors} with an error.`;
}
