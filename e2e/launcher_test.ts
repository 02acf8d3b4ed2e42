import assert from "node:assert/strict";
import { eventually } from "../testing/eventually.ts";
import { test } from "../testing/test.ts";
import { repositoryRoot } from "../tools/repository.ts";
import { freePorts } from "./stack.ts";

/** `deno task start` below a shell, as `npx` runs it; `setsid` gives it a process group of its own. */
async function launch(run: (launched: { shell: number; start: number; output(): string }) => Promise<void>) {
  const dataDirectory = await Deno.makeTempDir();
  const ports = freePorts();
  const child = new Deno.Command("setsid", {
    // The shell must stay: what follows the command keeps it from becoming the command.
    args: ["sh", "-c", '"$0" task start; exit $? # deno', Deno.execPath()],
    cwd: repositoryRoot,
    env: {
      PERPETUO_DATA_DIR: dataDirectory,
      GATEWAY_PORT: String(ports.gateway),
      CONTROL_PLANE_PORT: String(ports.controlPlane),
      CONSOLE_PORT: String(ports.console),
    },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let text = "";
  const reading = (async () => {
    for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) text += chunk;
  })();
  await eventually(() => text.includes("Ctrl-C drains"), { timeoutMs: 60_000 });
  const lock = await Deno.readTextFile(`${dataDirectory}/start.lock`);
  await run({ shell: child.pid, start: Number(/\d+/.exec(lock)![0]), output: () => text });
  // The pipe closes when the last process that holds it has ended.
  await reading;
  await child.status;
  assert.match(text, /Stopped\./);
  await assert.rejects(Deno.stat(`${dataDirectory}/postgres/cluster/postmaster.pid`), Deno.errors.NotFound);
  await Deno.remove(dataDirectory, { recursive: true });
}

test("start stops everything when only the shell that launched it hears SIGTERM", () =>
  launch(({ shell }) => {
    Deno.kill(shell, "SIGTERM");
    return Promise.resolve();
  }));

test("start stops everything in order when the whole process group hears Ctrl-C", () =>
  launch(async ({ shell }) => {
    // Both the launcher and what it launched hear it, and the launcher passes it on once more.
    await new Deno.Command("kill", { args: ["-INT", "--", `-${shell}`] }).output();
  }));
