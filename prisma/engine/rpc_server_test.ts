import assert from "node:assert/strict";
import { withDatabase } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";
import { RpcServer } from "./rpc_server.ts";

test("RpcServer answers a request, an unknown method and a line that is no request", async () => {
  await using database = await withDatabase();
  const lines: string[] = [];
  const server = new RpcServer({ databaseUrl: database.url }, (line) => lines.push(line));
  try {
    const params = { datasource: { tag: "ConnectionString", url: database.url } };
    await server.handle(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "getDatabaseVersion", params }));
    await server.handle(JSON.stringify({ jsonrpc: "2.0", id: 2, method: "noSuchMethod", params: {} }));
    await server.handle(JSON.stringify({ jsonrpc: "2.0", id: "print-1", result: {} }));
  } finally {
    await server.close();
  }
  const [version, unknown, ...others] = lines.map((line) => JSON.parse(line));
  assert.match(version.result, /PostgreSQL/);
  assert.equal(unknown.id, 2);
  assert.match(unknown.error.data.message, /noSuchMethod/);
  assert.deepEqual(others, []);
});

test("RpcServer answers a request that crashes the engine", async () => {
  await using database = await withDatabase();
  const lines: string[] = [];
  const server = new RpcServer({ databaseUrl: database.url }, (line) => lines.push(line));
  await server.handle(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "getDatabaseVersion", params: {} }));
  await server.close();
  // The error gives the CLI its exit code: without an answer it would end with 0, as if all were well.
  assert.match(JSON.parse(lines[0]!).error.data.message, /crashed: .*missing field `datasource`/);
});
