import { UnavailableError, ValidationError } from "../api_error.ts";
import { sqlState } from "../recorder/sql_state.ts";

/** How long one search of records may keep the database busy, in milliseconds. */
export const SEARCH_MS_MAX = 10_000;

const QUERY_CANCELED = "57014";

/**
 * Runs a search. One that takes too long becomes a `ValidationError` at `filter` that says how to ask for less, and one that finds
 * no connection free in time an `UnavailableError`.
 */
export async function withinSearchTime<T>(search: () => Promise<T>): Promise<T> {
  try {
    return await search();
  } catch (error) {
    if (isPoolExhausted(error)) {
      throw new UnavailableError("Too many searches of records are running. Try again in a moment.");
    }
    if (sqlState(error) !== QUERY_CANCELED) throw error;
    const message =
      `the search took longer than ${SEARCH_MS_MAX / 1_000} s: ask for a shorter time by 'from' and 'to', for ` +
      "one project, or for an outcome, since failures have an index of their own";
    throw new ValidationError([{ path: ["filter"], message }]);
  }
}

/** The pool's own error has nothing but its words. */
function isPoolExhausted(error: unknown): boolean {
  return error instanceof Error && error.message === "timeout exceeded when trying to connect";
}
