import assert from "node:assert/strict";
import pg from "pg";
import { test } from "../../testing/test.ts";
import { dataDirectory, query, startOtherProcess } from "./embedded_fixture.ts";
import { readPostmasterFile } from "./postmaster_file.ts";
import { startEmbeddedPostgres } from "./start_embedded_postgres.ts";

test("startEmbeddedPostgres() adopts the server of a process that was killed, and stops it", async () => {
  await using directory = await dataDirectory();
  const other = await startOtherProcess(directory.path);
  await query(other.url, "CREATE TABLE kept AS SELECT 1 AS n");
  await other.kill();
  const server = await startEmbeddedPostgres({ dataDirectory: directory.path });
  assert.equal(server.adopted, true);
  assert.equal(server.url, other.url);
  assert.equal((await query(server.url, "SELECT n FROM kept")).rows[0].n, 1);
  await server.stop();
  await assert.rejects(query(server.url, "SELECT 1"), { code: "ECONNREFUSED" });
});

test("startEmbeddedPostgres() has every committed row after kill -9 of everything", async () => {
  await using directory = await dataDirectory();
  for (let round = 0; round < 3; round++) {
    const other = await startOtherProcess(directory.path);
    await query(other.url, "CREATE TABLE IF NOT EXISTS written (n int PRIMARY KEY)");
    const written = await writeUntilDead(other.url, round * 1_000_000, () => {
      Deno.kill(readPostmasterFile(`${directory.path}/cluster`)!.pid, "SIGKILL");
      return other.kill();
    });
    const server = await startEmbeddedPostgres({ dataDirectory: directory.path });
    const { rows } = await query(server.url, `SELECT n FROM written WHERE n >= ${round * 1_000_000}`);
    const found = new Set(rows.map((row) => row.n));
    assert.deepEqual(written.filter((n) => !found.has(n)), []);
    assert.equal(server.adopted, false);
    await server.stop();
  }
});

test("startEmbeddedPostgres() waits for a server that its predecessor left in recovery", async () => {
  await using directory = await dataDirectory();
  const first = await startOtherProcess(directory.path);
  await query(first.url, "CREATE TABLE much AS SELECT generate_series(1, 200000) AS n");
  Deno.kill(readPostmasterFile(`${directory.path}/cluster`)!.pid, "SIGKILL");
  await first.kill();
  // Two starts at once: whichever loses the lock says so, and nobody corrupts anything.
  const [second, third] = await Promise.allSettled([
    startEmbeddedPostgres({ dataDirectory: directory.path }),
    startEmbeddedPostgres({ dataDirectory: directory.path }),
  ]);
  const servers = [second, third].flatMap((result) => result.status === "fulfilled" ? [result.value] : []);
  assert.equal(servers.length, 1);
  servers[0]!.release();
  const server = await startEmbeddedPostgres({ dataDirectory: directory.path });
  assert.equal((await query(server.url, "SELECT count(*)::int AS n FROM much")).rows[0].n, 200_000);
  await server.stop();
});

test("startEmbeddedPostgres() outlives children of a killed server that are still at work", async () => {
  await using directory = await dataDirectory();
  const other = await startOtherProcess(directory.path);
  const client = new pg.Client({ connectionString: other.url });
  client.on("error", () => {});
  await client.connect();
  const ended = new Promise((resolve) => client.once("end", resolve));
  // A child that computes does not notice at once that its server is gone, and holds on to the shared memory.
  client.query("SELECT count(*) FROM generate_series(1, 20000000)").catch(() => {});
  Deno.kill(readPostmasterFile(`${directory.path}/cluster`)!.pid, "SIGKILL");
  await other.kill();
  const server = await startEmbeddedPostgres({ dataDirectory: directory.path });
  assert.equal((await query(server.url, "SELECT 1 AS n")).rows[0].n, 1);
  await server.stop();
  await ended;
});

test("startEmbeddedPostgres() starts although the old server's process id is another program's now", async () => {
  await using directory = await dataDirectory();
  const other = await startOtherProcess(directory.path);
  const file = `${directory.path}/cluster/postmaster.pid`;
  Deno.kill(readPostmasterFile(`${directory.path}/cluster`)!.pid, "SIGKILL");
  await other.kill();
  await using somebody = new Deno.Command(Deno.execPath(), {
    args: ["eval", "await Deno.stdin.readable.pipeTo(new WritableStream())"],
    stdin: "piped",
  }).spawn();
  await Deno.writeTextFile(file, (await Deno.readTextFile(file)).replace(/^\d+/, String(somebody.pid)));
  const server = await startEmbeddedPostgres({ dataDirectory: directory.path });
  assert.equal(server.adopted, false);
  await server.stop();
  await somebody.stdin.close();
});

test("startEmbeddedPostgres() keeps the server out of the reach of Ctrl-C", async () => {
  await using directory = await dataDirectory();
  const other = await startOtherProcess(directory.path);
  const { pid } = readPostmasterFile(`${directory.path}/cluster`)!;
  // What a terminal does: the signal goes to the whole process group at once.
  await other.kill("group", "SIGINT");
  const server = await startEmbeddedPostgres({ dataDirectory: directory.path });
  assert.equal(server.adopted, true);
  assert.equal(readPostmasterFile(`${directory.path}/cluster`)!.pid, pid);
  await server.stop();
});

/** Inserts one row after another and returns those that the server said were committed before it died. */
async function writeUntilDead(url: string, from: number, kill: () => Promise<void>): Promise<number[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  const ended = new Promise((resolve) => client.once("end", resolve));
  await client.connect();
  const committed: number[] = [];
  let killed: Promise<void> | undefined;
  try {
    for (let n = from;; n++) {
      await client.query("INSERT INTO written VALUES ($1)", [n]);
      committed.push(n);
      if (committed.length === 100) killed = kill();
    }
  } catch {
    await killed;
    await ended;
    return committed;
  }
}
