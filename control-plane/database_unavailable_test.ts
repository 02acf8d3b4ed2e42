import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { withDatabase } from "../testing/services.ts";
import { openDatabase } from "./database.ts";
import { databaseUnavailable } from "./database_unavailable.ts";

async function thrown(work: PromiseLike<unknown>): Promise<unknown> {
  return await work.then(() => assert.fail("nothing was thrown"), (error: unknown) => error);
}

test("databaseUnavailable() tells a database that is away or busy from a fault", async () => {
  await using database = await withDatabase();
  // Long enough for a busy machine to connect in, and waited out once below.
  const { db, close } = openDatabase(database.url, { connectionsMax: 1, connectTimeoutMs: 1_000 });
  const away = openDatabase("postgresql://nobody:secret@127.0.0.1:1/nothing");
  try {
    assert.equal(databaseUnavailable(await thrown(db.$queryRaw`SELECT no_such_column`)), null);
    assert.equal(databaseUnavailable(await thrown(db.user.findUniqueOrThrow({ where: { email: "nobody" } }))), null);
    assert.equal(databaseUnavailable(new Error("anything else")), null);
    const hidden = { cause: await thrown(away.db.user.count()) };
    assert.notEqual(databaseUnavailable(new Error("the session could not be read", hidden)), null);
    assert.doesNotMatch(databaseUnavailable(hidden.cause)!.message, /secret|127\.0\.0\.1/);
    await db.$transaction(async () => {
      const busy = databaseUnavailable(await thrown(db.user.count()));
      assert.equal(busy?.code, "UNAVAILABLE");
    });
    const cut = db.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
    assert.notEqual(databaseUnavailable(await thrown(cut)), null);
  } finally {
    await Promise.all([close(), away.close()]);
  }
});
