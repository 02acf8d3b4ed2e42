import { openDatabase } from "../database.ts";
import { SEARCH_MS_MAX } from "./within_search_time.ts";

/** How many searches of records run at a time in this process; others wait. */
const SEARCHES_MAX = 4;

/** Opens the connections that searches of records have for themselves. */
export function openSearchDatabase(databaseUrl: string): ReturnType<typeof openDatabase> {
  return openDatabase(databaseUrl, {
    connectionsMax: SEARCHES_MAX,
    connectTimeoutMs: SEARCH_MS_MAX,
    statementTimeoutMs: SEARCH_MS_MAX,
  });
}
