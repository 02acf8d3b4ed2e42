import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { ensureConsoleBuilt, isConsoleBuilt } from "./build_console.ts";

test("ensureConsoleBuilt() starts nothing when the build is of the present sources", async () => {
  await ensureConsoleBuilt();
  assert.ok(isConsoleBuilt());
  const lines: string[] = [];
  const startedMs = performance.now();
  assert.equal(await ensureConsoleBuilt({ onProgress: (line) => lines.push(line) }), "current");
  assert.deepEqual(lines, []);
  assert.ok(performance.now() - startedMs < 1_000, "reading the sources takes milliseconds");
});
