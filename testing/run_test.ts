import assert from "node:assert/strict";
import { join } from "node:path";
import { repositoryRoot } from "../tools/repository.ts";
import { test } from "./test.ts";

test("run() ends with one line of counts, and with 0 only when tests passed", async () => {
  const passing = "Deno.test('one', () => {}); Deno.test('two', () => {});";
  const cases: [source: string, last: string, code: number][] = [
    [passing, "2 passed, 0 failed", 0],
    [`${passing} Deno.test('bad', () => { throw new Error('x'); });`, "2 passed, 1 failed", 1],
    ["throw new Error('outside of every test');", "0 passed, 1 failed", 1],
    ["const n: number = 'not a number'; Deno.test('one', () => {});", "0 passed, 1 failed", 1],
    ["export {};", "0 passed, 0 failed", 1],
  ];
  for (const [source, last, code] of cases) {
    await using file = await testFile(source);
    const { output, code: got } = await runner([file.path]);
    assert.equal(output.trimEnd().split("\n").at(-1), last, output);
    assert.equal(got, code, output);
  }
});

test("run() hides the user's own services and keys from the tests, and tells them of its servers", async () => {
  await using file = await testFile(`
    Deno.test("environment", () => {
      for (const name of ["DATABASE_URL", "OPENAI_API_KEY", "PERPETUO_API_KEY"]) {
        if (Deno.env.get(name) !== undefined) throw new Error(name);
      }
      if (!Deno.env.get("TEST_DATABASE_URL")) throw new Error("no database");
      if (!Deno.env.get("TEST_REDIS_URL") && !Deno.env.get("TEST_REDIS_SERVER")) throw new Error("no Redis");
    });`);
  const secrets = { DATABASE_URL: "postgresql://a/b", OPENAI_API_KEY: "sk-1", PERPETUO_API_KEY: "ppk_1" };
  const { output, code } = await runner([file.path], secrets);
  assert.equal(code, 0, output);
});

test("run() stops its servers when it is interrupted", async () => {
  await using file = await testFile(`
    Deno.test("waits for ever", async () => {
      console.log("URL=" + Deno.env.get("TEST_DATABASE_URL") + "=");
      await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    });`);
  const child = spawn([file.path], { TEST_DATABASE_URL: "", DOCKER_HOST: "unix:///nowhere/docker.sock" });
  let output = "";
  let url: URL | undefined;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
    const found = output.match(/URL=(\S+)=/)?.[1];
    if (url !== undefined || found === undefined) continue;
    url = new URL(found);
    child.kill("SIGINT");
  }
  assert.equal((await child.status).code, 130, output);
  await assert.rejects(Deno.connect({ hostname: url!.hostname, port: Number(url!.port) }));
});

test("run() --help tells how to use it", async () => {
  const { output, code } = await runner(["--help"]);
  assert.equal(code, 0);
  assert.match(output, /Usage: deno task test/);
});

async function runner(args: string[], env: Record<string, string> = {}): Promise<{ output: string; code: number }> {
  const child = spawn(args, env);
  const output = await new Response(child.stdout).text();
  return { output, code: (await child.status).code };
}

function spawn(args: string[], env: Record<string, string>): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", join(repositoryRoot, "testing/run.ts"), ...args],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

async function testFile(source: string): Promise<{ path: string } & AsyncDisposable> {
  const directory = await Deno.makeTempDir();
  const path = join(directory, "sample_test.ts");
  await Deno.writeTextFile(path, source);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(directory, { recursive: true }) };
}
