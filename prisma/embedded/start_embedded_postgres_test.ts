import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { dataDirectory, query } from "./embedded_fixture.ts";
import { startEmbeddedPostgres } from "./start_embedded_postgres.ts";

test("startEmbeddedPostgres() creates what is missing, and finds it again", async () => {
  const parent = await Deno.makeTempDir();
  await Deno.chmod(parent, 0o755);
  const path = `${parent}/postgres`;
  const lines: string[] = [];
  const first = await startEmbeddedPostgres({ dataDirectory: path, onProgress: (line) => lines.push(line) });
  await query(first.url, "CREATE TABLE kept AS SELECT 1 AS n");
  await first.stop();
  const second = await startEmbeddedPostgres({ dataDirectory: path });
  try {
    assert.deepEqual(lines, ["Creating the embedded Postgres", "Starting the embedded Postgres"]);
    assert.deepEqual([first.adopted, second.adopted], [false, false]);
    assert.equal(second.url, first.url); // The same password, and the same port.
    assert.equal((await query(second.url, "SELECT n FROM kept")).rows[0].n, 1);
  } finally {
    await second.stop();
    await Deno.remove(parent, { recursive: true });
  }
});

test("startEmbeddedPostgres() lets nobody in without the password, and listens nowhere but on 127.0.0.1", async () => {
  await using directory = await dataDirectory();
  const server = await startEmbeddedPostgres({ dataDirectory: directory.path });
  try {
    const url = new URL(server.url);
    assert.equal(url.hostname, "127.0.0.1");
    assert.ok(url.password.length >= 40);
    assert.equal((await Deno.stat(`${directory.path}/password`)).mode! & 0o777, 0o600);
    const { rows } = await query(
      server.url,
      `SELECT name, setting FROM pg_settings
        WHERE name IN ('fsync', 'listen_addresses', 'synchronous_commit', 'unix_socket_directories') ORDER BY name`,
    );
    assert.deepEqual(rows.map((row) => [row.name, row.setting]), [
      ["fsync", "on"],
      ["listen_addresses", "127.0.0.1"],
      ["synchronous_commit", "on"],
      ["unix_socket_directories", ""],
    ]);
    for (const password of ["", "guess"]) {
      url.password = password;
      await assert.rejects(query(url.href, "SELECT 1"));
    }
  } finally {
    await server.stop();
  }
});

test("startEmbeddedPostgres() takes another port when somebody has taken its own, and keeps to that", async () => {
  await using directory = await dataDirectory();
  const ports: string[] = [];
  const run = async () => {
    const server = await startEmbeddedPostgres({ dataDirectory: directory.path });
    ports.push(new URL(server.url).port);
    assert.equal((await query(server.url, "SELECT 1 AS n")).rows[0].n, 1);
    await server.stop();
  };
  await run();
  {
    using _somebody = Deno.listen({ hostname: "127.0.0.1", port: Number(ports[0]) });
    await run();
  }
  await run();
  assert.notEqual(ports[1], ports[0]);
  assert.equal(ports[2], ports[1]);
});

test("startEmbeddedPostgres() starts anew where an earlier creation was killed", async () => {
  const parent = await Deno.makeTempDir();
  await Deno.chmod(parent, 0o755);
  await Deno.mkdir(`${parent}/cluster.unfinished/base`, { recursive: true });
  const server = await startEmbeddedPostgres({ dataDirectory: parent });
  assert.equal((await query(server.url, "SELECT 1 AS n")).rows[0].n, 1);
  await server.stop();
  await Deno.remove(parent, { recursive: true });
});

test("stop() ends the server, and may be called twice", async () => {
  await using directory = await dataDirectory();
  const server = await startEmbeddedPostgres({ dataDirectory: directory.path });
  await Promise.all([server.stop(), server.stop()]);
  await assert.rejects(query(server.url, "SELECT 1"), { code: "ECONNREFUSED" });
  await assert.rejects(Deno.stat(`${directory.path}/cluster/postmaster.pid`), Deno.errors.NotFound);
});
