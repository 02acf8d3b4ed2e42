import { ValidationError } from "../api_error.ts";
import { sqlState } from "../recorder/sql_state.ts";

/** How long one search of records may keep the database busy, in milliseconds. */
export const SEARCH_MS_MAX = 10_000;

const QUERY_CANCELED = "57014";

/** Runs a search; one that takes too long becomes a `ValidationError` at `filter` that says how to ask for less. */
export async function withinSearchTime<T>(search: () => Promise<T>): Promise<T> {
  try {
    return await search();
  } catch (error) {
    if (sqlState(error) !== QUERY_CANCELED) throw error;
    const message =
      `the search took longer than ${SEARCH_MS_MAX / 1_000} s: ask for a shorter time by 'from' and 'to', for ` +
      "one project, or for an outcome, since failures have an index of their own";
    throw new ValidationError([{ path: ["filter"], message }]);
  }
}
