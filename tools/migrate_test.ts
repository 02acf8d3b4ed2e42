import assert from "node:assert/strict";
import { withDatabase } from "../testing/services.ts";
import { test } from "../testing/test.ts";
import { repositoryPath } from "./repository.ts";

test("db:migrate brings the database of DATABASE_URL up to date", async () => {
  await using database = await withDatabase();
  const { code, output } = await migrate([], { DATABASE_URL: database.url });
  assert.equal(code, 0, output);
  assert.match(output, /The database is up to date\./);
});

test("db:migrate makes the embedded database of PERPETUO_DATA_DIR when no other is named", async () => {
  const directory = await Deno.makeTempDir();
  await Deno.chmod(directory, 0o755);
  const { code, output } = await migrate([], { DATABASE_URL: "", PERPETUO_DATA_DIR: directory });
  assert.equal(code, 0, output);
  assert.match(output, /^Applied 0001_foundation$/m);
  // The server is stopped again.
  await assert.rejects(Deno.stat(`${directory}/postgres/cluster/postmaster.pid`), Deno.errors.NotFound);
  await Deno.remove(directory, { recursive: true });
});

test("db:migrate says what is wrong with a DATABASE_URL, and not what the password is", async () => {
  const cases: [url: string, expected: RegExp][] = [
    ["localhost:5432", /^DATABASE_URL must look like postgresql:\/\//],
    ["postgresql://a:s3cret@127.0.0.1:1/c", /^Can't reach database server at `127\.0\.0\.1:1`/],
  ];
  for (const [url, expected] of cases) {
    const { code, output } = await migrate([], { DATABASE_URL: url });
    assert.equal(code, 1);
    assert.match(output, expected);
    assert.doesNotMatch(output, /s3cret/);
  }
});

test("db:migrate --help tells how to use it", async () => {
  const { code, output } = await migrate(["--help"], {});
  assert.equal(code, 0);
  assert.match(output, /Usage: deno task db:migrate/);
});

async function migrate(args: string[], env: Record<string, string>): Promise<{ code: number; output: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", repositoryPath("tools/migrate.ts"), ...args],
    env: { NO_COLOR: "1", ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}
