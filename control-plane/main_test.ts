import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { startRedis, withDatabase } from "../testing/services.ts";
import { test } from "../testing/test.ts";
import { ADMIN, MASTER_KEYS } from "./testing/test_control_plane.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

function start(environment: Record<string, string>, args: string[] = []): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", MAIN, ...args],
    env: { NO_COLOR: "1", ...environment },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function outcome(child: Deno.ChildProcess): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

test("main.ts explains itself, and names every problem of its environment", async () => {
  const help = await outcome(start({}, ["--help"]));
  assert.equal(help.code, 0, help.text);
  assert.match(help.text, /DATABASE_URL/);
  const none = { DATABASE_URL: "", REDIS_URL: "", PERPETUO_MASTER_KEYS: "", AUTH_SECRET: "" };
  const missing = await outcome(start(none));
  assert.equal(missing.code, 1);
  for (const name of ["DATABASE_URL", "REDIS_URL", "PERPETUO_MASTER_KEYS", "AUTH_SECRET"]) {
    assert.match(missing.text, new RegExp(name));
  }
  assert.doesNotMatch(missing.text, /^\s+at /m);
});

test("main.ts runs on Postgres and Redis, and drains on SIGTERM", async () => {
  await using database = await withDatabase();
  await using redis = await startRedis({ private: true });
  const child = start({
    HOST: "127.0.0.1",
    CONTROL_PLANE_PORT: "0",
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    PERPETUO_MASTER_KEYS: MASTER_KEYS,
    AUTH_SECRET: "an-auth-secret-for-tests-0123456789",
    PERPETUO_ADMIN_EMAIL: ADMIN.email,
    PERPETUO_ADMIN_PASSWORD: ADMIN.password,
    PERPETUO_ADMIN_TOKEN: ADMIN.token,
    OPENAI_API_KEY: "",
    ANTHROPIC_API_KEY: "",
  });
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let log = "";
  while (!log.includes("control_plane_started")) {
    const { value, done } = await lines.read();
    assert.ok(!done, log);
    log += value;
  }
  const url = /"url":"([^"]+)"/.exec(log)![1]!;
  const answer = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${ADMIN.token}` },
    body: JSON.stringify({ query: "{ viewer { email } }" }),
  });
  assert.equal((await answer.json()).data.viewer.email, ADMIN.email);
  child.kill("SIGTERM");
  const status = await child.status;
  while (!(await lines.read()).done);
  const notes = await new Response(child.stderr).text();
  assert.equal(status.code, 0, notes);
  assert.match(notes, /shown this once/);
  assert.match(notes, /API key {3}ppk_/);
  assert.doesNotMatch(log, /ppk_/);
});
