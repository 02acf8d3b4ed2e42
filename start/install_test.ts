import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { ensureInstalled } from "./install.ts";

test("ensureInstalled() has nothing to do when node_modules is what the lock file says", async () => {
  await ensureInstalled(() => {});
  const told: string[] = [];
  await ensureInstalled((line) => told.push(line));
  assert.deepEqual(told, []);
});
