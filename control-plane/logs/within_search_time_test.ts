import assert from "node:assert/strict";
import { withDatabase } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";
import { UnavailableError, ValidationError } from "../api_error.ts";
import { openDatabase } from "../database.ts";
import { withinSearchTime } from "./within_search_time.ts";

test("withinSearchTime() tells a search that takes too long from one that finds no place", async () => {
  await using database = await withDatabase();
  const options = { connectionsMax: 1, connectTimeoutMs: 1_000, statementTimeoutMs: 2_500 };
  const { db, close } = openDatabase(database.url, options);
  try {
    const slow = withinSearchTime(() => db.$queryRaw`SELECT pg_sleep(5)`);
    const late = withinSearchTime(() => db.$queryRaw`SELECT 1 AS "one"`);
    const [first, second] = await Promise.allSettled([slow, late]);
    assert.ok(first.status === "rejected" && first.reason instanceof ValidationError, String(Object.values(first)));
    assert.ok(second.status === "rejected" && second.reason instanceof UnavailableError, String(Object.values(second)));
    // What is wrong with the search itself is told as it is.
    await assert.rejects(
      withinSearchTime(() => db.$queryRaw`SELECT 1 / 0`),
      (error) => !(error instanceof ValidationError),
    );
  } finally {
    await close();
  }
});
