import assert from "node:assert/strict";
import { withDatabase } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";
import { databaseCommand } from "./database_command.ts";

test("databaseCommand() creates, tries and drops a database, whatever its name", async () => {
  await using database = await withDatabase();
  const url = new URL(database.url);
  url.pathname = `/${encodeURIComponent(`odd "name" ${crypto.randomUUID()}`)}`;
  const missing = await databaseCommand("can-connect-to-database", url.href);
  assert.equal(missing.ok ? null : missing.code, "P1003");
  assert.deepEqual(await databaseCommand("create-database", url.href), { ok: true });
  assert.deepEqual(await databaseCommand("can-connect-to-database", url.href), { ok: true });
  assert.deepEqual(await databaseCommand("drop-database", url.href), { ok: true });
});

test("databaseCommand() tells a wrong password from a server that is away", async () => {
  await using database = await withDatabase();
  const url = new URL(database.url);
  url.password = "wrong";
  const refused = await databaseCommand("can-connect-to-database", url.href);
  assert.equal(refused.ok ? null : refused.code, "P1000");
  const away = await databaseCommand("can-connect-to-database", "postgresql://a:b@127.0.0.1:1/c");
  assert.equal(away.ok ? null : away.code, "P1001");
});
