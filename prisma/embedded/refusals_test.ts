import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { dataDirectory, query, startOtherProcess } from "./embedded_fixture.ts";
import { EmbeddedPostgresError, type EmbeddedPostgresProblem, explainServerLog } from "./embedded_postgres_error.ts";
import { locatePostgresPackage } from "./postgres_package.ts";
import { startEmbeddedPostgres } from "./start_embedded_postgres.ts";

test("startEmbeddedPostgres() refuses a data directory that another process uses, and names the process", async () => {
  await using directory = await dataDirectory();
  const other = await startOtherProcess(directory.path);
  const message = await refusal("in_use", directory.path);
  assert.match(message, new RegExp(`already in use by process ${other.pid}\\.$`));
  assert.equal((await query(other.url, "SELECT 1 AS n")).rows[0].n, 1);
  await other.end();
});

test("startEmbeddedPostgres() refuses a password file that is not the database's, running or not", async () => {
  await using directory = await dataDirectory();
  const other = await startOtherProcess(directory.path);
  await other.kill();
  const right = await Deno.readTextFile(`${directory.path}/password`);
  await Deno.writeTextFile(`${directory.path}/password`, "wrong\n");
  assert.match(await refusal("wrong_password", directory.path), /password in .* is not that of the database/);
  await Deno.writeTextFile(`${directory.path}/password`, right);
  await (await startEmbeddedPostgres({ dataDirectory: directory.path })).stop();
  await Deno.writeTextFile(`${directory.path}/password`, "wrong\n");
  await refusal("wrong_password", directory.path);
  // Nothing of the attempt is left running.
  await assert.rejects(Deno.stat(`${directory.path}/cluster/postmaster.pid`), Deno.errors.NotFound);
});

test("startEmbeddedPostgres() refuses a cluster of another version, and something that is no cluster", async () => {
  await using directory = await dataDirectory();
  await Deno.writeTextFile(`${directory.path}/cluster/PG_VERSION`, "15\n");
  assert.match(await refusal("wrong_version", directory.path), /made by Postgres 15 and this is \d+/);
  await Deno.remove(`${directory.path}/cluster/PG_VERSION`);
  await refusal("wrong_version", directory.path);
});

test("startEmbeddedPostgres() refuses a data directory that cannot be made", async () => {
  const file = await Deno.makeTempFile();
  const message = await refusal("unwritable", `${file}/postgres`);
  assert.match(message, /cannot be written \(E[A-Z]+\): give another with PERPETUO_DATA_DIR\.$/);
  await Deno.remove(file);
});

test("locatePostgresPackage() names DATABASE_URL on a machine for which there is none", () => {
  assert.throws(() => locatePostgresPackage("sunos", "sparc"), (error: EmbeddedPostgresError) => {
    assert.match(error.message, /sunos-sparc.*DATABASE_URL/);
    return error.problem === "unsupported_platform";
  });
});

test("explainServerLog() makes one sentence of what the server said last", () => {
  const cases: [log: string, problem: EmbeddedPostgresProblem, sentence: RegExp][] = [
    [
      '2026-11-23 21:00:00.000 UTC [7] FATAL:  could not write lock file "postmaster.pid": No space left on device',
      "disk_full",
      /^The disk that holds the data directory \/data is full/,
    ],
    ['initdb: error: could not create directory "/data/base": Permission denied', "unwritable", /Permission denied\.$/],
    [
      '2026 LOG:  starting\n2026 [7] FATAL:  invalid value for parameter "x": "y"\n',
      "failed",
      /did not start: invalid value for parameter "x": "y"\.$/,
    ],
    ["", "failed", /did not start: it said nothing\.$/],
  ];
  for (const [log, problem, sentence] of cases) {
    const error = explainServerLog(log, "/data");
    assert.equal(error.problem, problem);
    assert.match(error.message, sentence);
  }
});

async function refusal(problem: EmbeddedPostgresProblem, path: string): Promise<string> {
  const error = await startEmbeddedPostgres({ dataDirectory: path }).then(() => null, (error) => error);
  assert.ok(error instanceof EmbeddedPostgresError, String(error));
  assert.equal(error.problem, problem);
  assert.doesNotMatch(error.message, /\n/);
  return error.message;
}
