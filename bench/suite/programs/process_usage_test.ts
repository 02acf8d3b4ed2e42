import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { processUsage } from "./process_usage.ts";

test("processUsage() counts what children take when their parent is asked for", async () => {
  const script = 'sh -c "while :; do :; done" & echo $!; wait';
  const parent = new Deno.Command("/bin/sh", { args: ["-c", script], stdout: "piped" }).spawn();
  const reader = parent.stdout.getReader();
  const childId = Number(new TextDecoder().decode((await reader.read()).value));
  try {
    let usage = processUsage([parent.pid]);
    // Its loop takes time as soon as it is given any.
    while (usage.cpuSeconds < 0.05) usage = processUsage([parent.pid]);
    assert.ok(usage.residentBytes > 0);
  } finally {
    Deno.kill(childId, "SIGKILL");
    await reader.cancel();
    await parent.status;
  }
});

test("processUsage() takes a process that is gone for nothing", () => {
  assert.deepEqual(processUsage([2 ** 30]), { cpuSeconds: 0, residentBytes: 0 });
});
