import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { refuseToStart } from "./refuse_to_start.ts";

function refusal(problems: string[]): { text: string; code: number | null } {
  const seen = { text: "", code: null as number | null };
  const exit = (code: number): never => {
    seen.code = code;
    throw new Error("exited");
  };
  assert.throws(
    () => refuseToStart("gateway", problems, { write: (text) => void (seen.text += text), exit }),
    /exited/,
  );
  return seen;
}

test("refuseToStart() tells every problem on a line of its own and exits with 1", () => {
  assert.deepEqual(refusal(["A is not set.", "B: expected true or false."]), {
    text: "The gateway cannot start:\n  - A is not set.\n  - B: expected true or false.\n",
    code: 1,
  });
  assert.equal(refusal(["A is not set."]).text, "The gateway cannot start: A is not set.\n");
});
