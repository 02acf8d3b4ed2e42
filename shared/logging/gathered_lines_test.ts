import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { ManualClock } from "../time/manual_clock.ts";
import { GatheredLines } from "./gathered_lines.ts";

test("GatheredLines() writes what comes within 20 ms at once, in order", async () => {
  const clock = new ManualClock();
  const written: string[] = [];
  const lines = new GatheredLines((text) => written.push(text), clock);
  lines.push("one\n", { urgent: false });
  await clock.advance(10);
  lines.push("two\n", { urgent: false });
  assert.deepEqual(written, []);
  await clock.advance(10);
  assert.deepEqual(written, ["one\ntwo\n"]);
  lines.push("three\n", { urgent: false });
  lines.push("four\n", { urgent: true });
  assert.deepEqual(written, ["one\ntwo\n", "three\nfour\n"]);
  lines.push("five\n", { urgent: false });
  lines.flush();
  await clock.advance(100);
  assert.deepEqual(written.slice(2), ["five\n"]);
});

test("GatheredLines() does not wait once there is much to write, and outlives an output that is gone", async () => {
  const clock = new ManualClock();
  let writes = 0;
  const lines = new GatheredLines(() => {
    writes++;
    throw new Deno.errors.BrokenPipe("gone");
  }, clock);
  assert.throws(() => lines.push("x".repeat(70_000), { urgent: false }), Deno.errors.BrokenPipe);
  lines.push("y\n", { urgent: false });
  await clock.advance(20);
  assert.equal(writes, 2);
});
