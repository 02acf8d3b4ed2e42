import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { createSecretToken, sha256Hex } from "../shared/identifiers/secret_token.ts";
import { MemoryLogger } from "../shared/logging/testing/memory_logger.ts";
import { systemClock } from "../shared/time/clock.ts";
import { test } from "../testing/test.ts";
import { eventually } from "../testing/eventually.ts";
import { inTemporaryDirectory } from "./records/testing/temporary_directory.ts";
import { DiskSnapshot } from "./snapshot/disk_snapshot.ts";
import { sampleKey, sampleRevision, tenantId } from "./snapshot/testing/sample_configuration.ts";

const masterKeys = `k1:${btoa("0123456789abcdef0123456789abcdef")}`;
/** Nobody listens there. */
const noRedis = "redis://:s3cret@127.0.0.1:1";

/** With another cache than ours it would download packages, and say so between the lines of its log. */
const inherited = Object.fromEntries(
  ["PATH", "HOME", "DENO_DIR"].map((name) => [name, Deno.env.get(name)]).filter(([, value]) => value !== undefined),
);

function spawnGateway(env: Record<string, string>, args: string[] = []): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", fileURLToPath(new URL("./main.ts", import.meta.url)), ...args],
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    clearEnv: true,
    env: { ...inherited, HOST: "127.0.0.1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function outcome(child: Deno.ChildProcess): Promise<{ code: number; output: string }> {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

test("the gateway refuses to start without its settings, all problems at once and no secret among them", async () => {
  const { code, output } = await outcome(spawnGateway({ GATEWAY_PORT: "s3cret" }));
  assert.equal(code, 1);
  for (const name of ["REDIS_URL", "PERPETUO_MASTER_KEYS", "GATEWAY_PORT"]) assert.ok(output.includes(name), output);
  assert.doesNotMatch(output, /\n\s+at |s3cret/);
});

test("the gateway says what it reads with --help", async () => {
  const { code, output } = await outcome(spawnGateway({}, ["--help"]));
  assert.equal(code, 0);
  for (const name of ["REDIS_URL", "GATEWAY_PORT", "SPOOL_BYTES_MAX"]) assert.ok(output.includes(name), name);
});

test("the gateway serves from its disk with Redis away, and ends with exit code 0", () =>
  inTemporaryDirectory(async (directory) => {
    const key = createSecretToken("ppk");
    const disk = new DiskSnapshot({
      directory: `${directory}/gateway/snapshot`,
      instance: "before",
      clock: systemClock,
      logger: new MemoryLogger(),
    });
    const keys = [sampleKey(key.id, { sha256: sha256Hex(key.token) })];
    await disk.write({ schema: 1, tenantId, revision: sampleRevision(4), credentials: [], keys });
    const port = freePort();
    const child = spawnGateway({
      GATEWAY_PORT: String(port),
      REDIS_URL: noRedis,
      PERPETUO_MASTER_KEYS: masterKeys,
      PERPETUO_DATA_DIR: directory,
      DRAIN_MS: "500",
    });
    const ended = outcome(child);
    await eventually(() => isReady(port), { timeoutMs: 20_000 });
    const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": key.token },
      body: JSON.stringify({ model: "default", messages: [{ role: "user", content: "Hello" }] }),
    });
    assert.equal(response.status, 200, await response.text());
    assert.match(response.headers.get("x-perpetuo-revision")!, /^4-[0-9a-f]{8}$/);
    child.kill("SIGTERM");
    const { code, output } = await ended;
    assert.equal(code, 0, output);
    assert.ok(output.includes("redis_unreachable") && output.includes("records_left_in_spool"), output);
    assert.doesNotMatch(output, /s3cret/);
    assert.ok(!output.includes(key.secret));
    for (const line of output.trim().split("\n")) JSON.parse(line);
    assert.equal([...Deno.readDirSync(`${directory}/spool`)].length, 1);
  }));

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
