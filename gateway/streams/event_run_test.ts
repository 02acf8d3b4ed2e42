import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { EventRun } from "./event_run.ts";

function setUp() {
  const sent: [string, number, boolean][] = [];
  const run = new EventRun((bytes, frames, content) => sent.push([new TextDecoder().decode(bytes), frames, content]));
  return { sent, run };
}

const buffer = new TextEncoder().encode("aabbccdd");

test("EventRun.append() sends neighbours as one piece of the buffer itself", () => {
  const pieces: Uint8Array[] = [];
  const run = new EventRun((bytes) => pieces.push(bytes));
  run.append(buffer, 2, 4, 1, false);
  run.append(buffer, 4, 6, 1, true);
  run.flush();
  assert.equal(pieces.length, 1);
  assert.deepEqual([pieces[0]!.buffer, pieces[0]!.byteOffset, pieces[0]!.length], [buffer.buffer, 2, 4]);
});

test("EventRun.append() sends what is gathered before it begins another buffer, or after a gap", () => {
  const { sent, run } = setUp();
  run.append(buffer, 0, 2, 1, true);
  run.append(buffer, 4, 6, 0, false);
  run.append(buffer.slice(), 6, 8, 1, false);
  assert.deepEqual(sent, [["aa", 1, true], ["cc", 0, false]]);
  run.flush();
  run.flush();
  assert.deepEqual(sent, [["aa", 1, true], ["cc", 0, false], ["dd", 1, false]]);
});
