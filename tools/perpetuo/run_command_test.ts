import assert from "node:assert/strict";
import { z } from "zod";
import { ADMIN, startTestControlPlane } from "../../control-plane/testing/test_control_plane.ts";
import project from "../../deno.json" with { type: "json" };
import { test } from "../../testing/test.ts";
import { repositoryRoot } from "../repository.ts";
import { printChanges } from "./print_changes.ts";
import { runCommand } from "./run_command.ts";
import type { Terminal } from "./terminal.ts";

interface Run {
  code: number;
  out: string;
  error: string;
}

/** Runs the command as its task does, with its permissions, in a process of its own. */
async function run(
  url: string,
  args: string[],
  options: { input?: string; env?: Record<string, string> } = {},
): Promise<Run> {
  const [program, ...task] = project.tasks.perpetuo.split(" ");
  assert.equal(program, "deno");
  const child = new Deno.Command(Deno.execPath(), {
    args: [...task, ...args],
    cwd: repositoryRoot,
    env: { PERPETUO_URL: url, PERPETUO_TOKEN: ADMIN.token, ...options.env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(options.input ?? ""));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), error: text(stderr) };
}

const outcome = z.object({
  changes: z.array(z.object({ sentence: z.string() })),
  revision: z.object({ number: z.number() }).nullable().optional(),
});

test("perpetuo manages a tenant's configuration from files, and its exit codes tell of drift", async (t) => {
  await using plane = await startTestControlPlane();
  const { slug } = await plane.db.tenant.findFirstOrThrow();
  const perpetuo = (args: string, options?: Parameters<typeof run>[2]) =>
    run(plane.url, [...args.split(" "), "--tenant", slug], options);
  const file = await Deno.makeTempFile({ suffix: ".yaml" });

  await t.step("what was exported differs in nothing", async () => {
    const { code, out, error } = await perpetuo("export");
    assert.deepEqual([code, error], [0, ""]);
    assert.match(out, /^perpetuo: 1\n/);
    await Deno.writeTextFile(file, out);
    assert.deepEqual(await perpetuo(`diff -f ${file}`), {
      code: 0,
      out: "The draft is as the document says.\n",
      error: "",
    });
  });

  const changed = (await Deno.readTextFile(file)).replace("timeZone: UTC", "timeZone: Europe/Vienna");
  const keyed = changed.replace("providers:\n", "providers:\n  openai: {kind: openai, apiKeyFrom: {env: TEAM_KEY}}\n");

  await t.step("what differs is told, without colours, with exit code 2", async () => {
    await Deno.writeTextFile(file, keyed);
    const expected = "~ Tenant: time zone changed from 'UTC' to 'Europe/Vienna'.\n+ Provider 'openai' added.\n";
    const diff = await perpetuo(`diff -f ${file}`);
    assert.deepEqual([diff.code, diff.out], [2, expected]);
    assert.match(diff.error, /'openai' has no key in use/);
    assert.equal((await perpetuo(`apply -f ${file} --dry-run`)).code, 2);
    assert.equal((await perpetuo("diff")).out, "Nothing differs.\n");
  });

  await t.step("it is applied from the standard input, with the key from the environment, and published", async () => {
    const env = { TEAM_KEY: "sk-of-the-team-1234567" };
    const applied = await perpetuo("apply -f - --publish --json --message code", { input: keyed, env });
    assert.equal(applied.code, 0, applied.error);
    const { changes, revision } = outcome.parse(JSON.parse(applied.out));
    assert.equal(changes.at(-1)!.sentence, "Provider 'openai': what TEAM_KEY holds is its key.");
    assert.equal(revision!.number, 2);
    assert.ok(!applied.out.includes(env.TEAM_KEY) && !applied.error.includes(env.TEAM_KEY));
    assert.equal(await plane.db.credential.count({ where: { provider: { name: "openai" } } }), 1);
    assert.equal((await perpetuo(`diff -f ${file}`, { env })).code, 0);
  });

  await t.step("pruning asks, and nobody there is no yes", async () => {
    const refused = await perpetuo("apply -f - --prune", { input: changed });
    assert.deepEqual([refused.code, refused.out], [1, "- Provider 'openai' removed.\n"]);
    assert.match(refused.error, /Say --yes/);
    assert.equal(await plane.db.provider.count({ where: { name: "openai" } }), 1);
    const done = await perpetuo("apply -f - --prune --yes", { input: changed });
    assert.equal(done.code, 0, done.error);
    assert.match(done.error, /revoked for good/);
    assert.equal(await plane.db.provider.count({ where: { name: "openai" } }), 0);
  });

  await t.step("a draft is published, and nothing is nothing to publish", async () => {
    const dry = await perpetuo("publish --dry-run");
    assert.deepEqual([dry.code, dry.out], [2, "- Provider 'openai' removed.\n"]);
    const published = await perpetuo("publish --message tidy");
    assert.deepEqual([published.code, published.out], [0, "- Provider 'openai' removed.\nPublished as revision 3.\n"]);
    const again = await perpetuo("publish");
    assert.deepEqual([again.code, again.out], [0, "Nothing differs: there is nothing to publish.\n"]);
  });

  await t.step("a revision is brought back, and the history lists them", async () => {
    assert.equal((await perpetuo("rollback 1")).code, 1);
    const done = await perpetuo("rollback 1 --yes --json");
    assert.equal(done.code, 0, done.error);
    assert.equal(outcome.parse(JSON.parse(done.out)).revision!.number, 4);
    assert.match((await perpetuo("diff --from 1 --to CURRENT")).out, /Nothing differs/);
    const { out } = await perpetuo("revisions");
    const lines = out.trimEnd().split("\n").map((line) => line.trim().split(/\s{2,}/));
    assert.deepEqual(lines.map(([number, , , who, message]) => [number, who, message]), [
      ["4", ADMIN.email, "Back to revision 1"],
      ["3", ADMIN.email, "tidy"],
      ["2", ADMIN.email, "code"],
      ["1", "–", "First revision"],
    ]);
  });

  await t.step("what is wrong is told in sentences, with exit code 1", async () => {
    const cases: [string, Parameters<typeof run>[2], RegExp][] = [
      ["apply -f -", { input: "perpetuo: 1\nproviders: {x: {kind: nonsense}}" }, /^document\.providers\.x\.kind: /],
      ["apply -f /nowhere/at-all.yaml", {}, /cannot be read/],
      ["rollback 99 --yes", {}, /^toRevision: there is no revision 99/],
      ["export", { env: { PERPETUO_TOKEN: "ppt_adminadmin01_wrong" } }, /token/i],
      ["export", { env: { PERPETUO_URL: "http://127.0.0.1:1" } }, /cannot be reached/],
      ["export", { env: { PERPETUO_URL: "" } }, /Set PERPETUO_URL/],
    ];
    for (const [args, options, expected] of cases) {
      const { code, out, error } = await perpetuo(args, options);
      assert.deepEqual([code, out], [1, ""], error);
      assert.match(error, expected);
      assert.doesNotMatch(error, /\n {4}at /, "no stack");
    }
  });
  await Deno.remove(file);
});

test("runCommand() colours for a terminal, and no name in its output is obeyed", async () => {
  const lines: string[] = [];
  const terminal = {
    colours: true,
    print: (line: string) => lines.push(line),
    warn: (line: string) => lines.push(line),
  } as unknown as Terminal;
  const change = { aspect: "NAME", subject: { type: "ROUTE", id: null, name: "r", project: null }, path: "" };
  const sentence = "Route 'a\u001b]0;title\u0007' added.";
  printChanges(terminal, [{ ...change, kind: "ADDED", before: null, after: null, sentence }], { none: "" });
  assert.deepEqual(lines, ["\u001b[32m+ Route 'a�]0;title�' added.\u001b[0m"]);
  assert.equal(await runCommand(["--help"], terminal), 0);
  assert.match(lines.at(-1)!, /Exit codes/);
});
