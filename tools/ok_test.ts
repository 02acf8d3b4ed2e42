import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { runSteps } from "./ok.ts";

test("runSteps() goes on after a failure and names every step that failed", async () => {
  const ran: string[] = [];
  const step = (name: string, outcome: () => boolean) => ({
    name,
    run: () => {
      ran.push(name);
      return Promise.resolve().then(outcome);
    },
  });
  const lines: string[] = [];
  const failed = await runSteps([
    step("first", () => false),
    step("second", () => {
      throw new Error("it broke");
    }),
    step("third", () => true),
  ], (line) => lines.push(line));
  assert.deepEqual(failed, ["first", "second"]);
  assert.deepEqual(ran, ["first", "second", "third"]);
  assert.deepEqual(lines.map((line) => line.replace(/\d+\.\d/, "n")), [
    "FAILED  first (n s)",
    "it broke",
    "FAILED  second (n s)",
    "ok      third (n s)",
  ]);
});
