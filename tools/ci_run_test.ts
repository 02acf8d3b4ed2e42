import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { repositoryPath } from "./repository.ts";

interface Child {
  output: string;
  code: number;
}

/** Runs .ci/run with an `npx` that answers as given, in place of Deno. */
async function runCi(
  answers: { test: Child; ok: Child },
): Promise<{ lines: string[]; lastLine: string; code: number; calls: string[] }> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, { output }] of Object.entries(answers)) await Deno.writeTextFile(`${folder}/${name}`, output);
    await Deno.writeTextFile(
      `${folder}/npx`,
      `#!/bin/sh
echo "$@" >> ${folder}/calls
cat "${folder}/$4"
[ "$4" = test ] && exit ${answers.test.code}
exit ${answers.ok.code}
`,
      { mode: 0o755 },
    );
    const command = new Deno.Command("bash", {
      args: [repositoryPath(".ci/run")],
      env: { PATH: `${folder}:${Deno.env.get("PATH")}` },
      stdout: "piped",
      stderr: "piped",
    });
    const result = await command.output();
    const lines = new TextDecoder().decode(result.stdout).trimEnd().split("\n");
    const calls = (await Deno.readTextFile(`${folder}/calls`)).trimEnd().split("\n");
    return { lines, lastLine: lines.at(-1)!, code: result.code, calls };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const fine: Child = { output: "5 steps, all hold\n", code: 0 };

test(".ci/run adds up every summary of the tests, and runs them once", async () => {
  const output = "ok | 12 passed (3 steps) | 0 failed (2s)\n\nok | 30 passed | 0 failed | 2 ignored (10s)\n";
  const { lastLine, code, calls } = await runCi({ test: { output, code: 0 }, ok: fine });
  assert.deepEqual([lastLine, code], ["42 passed, 0 failed", 0]);
  assert.deepEqual(calls.map((call) => call.replace(/deno@\S+/, "deno")), [
    "-y deno task test --no-check",
    "-y deno task ok --no-test",
  ]);
});

test(".ci/run fails when a test fails, and goes on to the other checks", async () => {
  const output = "FAILED | 3 passed (1 step) | 2 failed (1 step) (2s)\nerror: Test failed\n";
  const { lastLine, code, calls } = await runCi({ test: { output, code: 1 }, ok: fine });
  assert.deepEqual([lastLine, code, calls.length], ["3 passed, 2 failed", 1, 2]);
});

test(".ci/run says at its end again which tests failed and why, and nothing of the others", async () => {
  const output = [
    "first ... FAILED (1ms)",
    " ERRORS ",
    "",
    "first => ./a_test.ts:1:2",
    "error: AssertionError: 1 !== 2",
    " FAILURES ",
    "first => ./a_test.ts:1:2",
    "FAILED | 0 passed | 1 failed (2s)",
    "second ... ok (1ms)",
    "ok | 1 passed | 0 failed (2s)",
  ];
  const { lines } = await runCi({ test: { output: `${output.join("\n")}\n`, code: 1 }, ok: fine });
  assert.deepEqual(lines.slice(output.length), ["5 steps, all hold", ...output.slice(1, 7), "1 passed, 1 failed"]);
});

test(".ci/run fails when no test ran, whatever the command says", async () => {
  for (const output of ["", "ok | 0 passed | 0 failed (0ms)\n"]) {
    const { lastLine, code } = await runCi({ test: { output, code: 0 }, ok: fine });
    assert.deepEqual([lastLine, code], ["0 passed, 0 failed", 1]);
  }
});

test(".ci/run fails when the test command falls over, or a check fails", async () => {
  const output = "ok | 12 passed | 0 failed (2s)\n";
  const fellOver = await runCi({ test: { output, code: 137 }, ok: fine });
  assert.deepEqual([fellOver.lastLine, fellOver.code], ["12 passed, 1 failed", 1]);
  const unformatted = await runCi({ test: { output, code: 0 }, ok: { output: "FAILED  format\n", code: 1 } });
  assert.deepEqual([unformatted.lastLine, unformatted.code], ["12 passed, 1 failed", 1]);
});
