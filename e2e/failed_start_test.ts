import assert from "node:assert/strict";
import { startRedis, withDatabase } from "../testing/services.ts";
import { test } from "../testing/test.ts";
import { failedStart, freePorts, type Stack, type StackOptions, startStack } from "./stack.ts";

/** Exit code not 0, one sentence that helps, no stack trace and no secret. */
async function assertRefused(options: StackOptions, sentence: RegExp): Promise<void> {
  const dataDirectory = options.dataDirectory ?? await Deno.makeTempDir();
  const { code, output } = await failedStart({ ...options, dataDirectory });
  assert.notEqual(code, 0, output);
  assert.match(output, sentence);
  assert.doesNotMatch(output, /\n\s+at |Uncaught|s3cret/, output);
  if (!options.dataDirectory) await Deno.remove(dataDirectory, { recursive: true });
}

test("start refuses a port that is taken, and names it", async () => {
  const ports = freePorts();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: ports.gateway });
  await assertRefused({ ports }, new RegExp(`[Pp]ort ${ports.gateway} .*(taken|in use).*GATEWAY_PORT`));
  listener.close();
});

test("start refuses a database that it cannot reach, without showing the password", () =>
  assertRefused(
    { environment: { DATABASE_URL: "postgresql://nobody:s3cret@127.0.0.1:1/none", REDIS_URL: "" } },
    /DATABASE_URL/,
  ));

test("start refuses URLs that are none, all of them at once", async () => {
  const dataDirectory = await Deno.makeTempDir();
  const { code, output } = await failedStart({
    dataDirectory,
    environment: { DATABASE_URL: "mysql://x", REDIS_URL: "http://y", GATEWAY_PORT: "seventy" },
  });
  assert.notEqual(code, 0);
  for (const name of ["DATABASE_URL", "REDIS_URL", "GATEWAY_PORT"]) assert.match(output, new RegExp(name));
  await Deno.remove(dataDirectory, { recursive: true });
});

test("start refuses a Redis that it cannot reach", () =>
  assertRefused({ environment: { REDIS_URL: "redis://:s3cret@127.0.0.1:1" } }, /REDIS_URL/));

test("start refuses a data directory that cannot be written to", async () => {
  const parent = await Deno.makeTempDir();
  await Deno.writeTextFile(`${parent}/file`, "");
  await assertRefused({ dataDirectory: `${parent}/file/data` }, /data directory .* cannot be written to/);
  await Deno.remove(parent, { recursive: true });
});

test("start refuses a master key that does not open what is stored", async () => {
  const stack = await startStack();
  assert.equal(await stack.stop(), 0);
  const other = `k1:${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`;
  await assertRefused(
    { dataDirectory: stack.dataDirectory, environment: { PERPETUO_MASTER_KEYS: other } },
    /master key/i,
  );
  await Deno.remove(stack.dataDirectory, { recursive: true });
});

test("start refuses a second process on one database without Redis, and allows it with", async () => {
  await using database = await withDatabase();
  await using redis = await startRedis({ private: true });
  const alone = { DATABASE_URL: database.url };
  const first = await startStack({ environment: alone });
  await assertRefused({ environment: alone }, /Another Perpetuo process runs on this database.*REDIS_URL/);
  await end(first);

  const keys = { PERPETUO_MASTER_KEYS: await masterKeys(first.dataDirectory) };
  const together = { ...alone, ...keys, REDIS_URL: redis.url };
  const both = [await startStack({ environment: together }), await startStack({ environment: together })];
  for (const stack of both) {
    const response = await fetch(`${stack.gatewayUrl}/v1/models`, {
      headers: { authorization: `Bearer ${stack.apiKey}` },
    });
    assert.equal(response.status, 200, await response.text());
  }
  for (const stack of both) {
    await end(stack);
    await Deno.remove(stack.dataDirectory, { recursive: true });
  }
  await Deno.remove(first.dataDirectory, { recursive: true });
});

async function end(stack: Stack): Promise<void> {
  assert.equal(await stack.stop(), 0, stack.output());
}

async function masterKeys(dataDirectory: string): Promise<string> {
  return JSON.parse(await Deno.readTextFile(`${dataDirectory}/secrets.json`)).masterKeys;
}

test("start says what it can do with --help", async () => {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "start/main.ts", "--help"],
  }).output();
  assert.equal(code, 0);
  const help = new TextDecoder().decode(stdout);
  for (const word of ["DATABASE_URL", "REDIS_URL", "PERPETUO_DATA_DIR", "GATEWAY_PORT"]) {
    assert.ok(help.includes(word), word);
  }
});
