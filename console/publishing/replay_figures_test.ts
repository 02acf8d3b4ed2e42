import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { costDelta, share } from "./replay_figures.ts";
import { readReplayForm } from "./run_replay.ts";

test("costDelta() tells exactly how much more or less it is", () => {
  assert.deepEqual(costDelta("2000000000", "3000000000"), {
    before: "$2.00",
    after: "$3.00",
    delta: "+$1.00, +50.0 %",
  });
  assert.equal(costDelta("2000000000", "1500000000").delta, "−$0.500, −25.0 %");
  assert.equal(costDelta("0", "1500000000").delta, "+$1.50");
  assert.equal(costDelta("5", "5").delta, null);
});

test("share() has a decimal where it is small", () => {
  assert.deepEqual([[1, 4], [1, 250], [0, 3], [0, 0]].map(([part, whole]) => share(part!, whole!)), [
    "25 %",
    "0.4 %",
    "0 %",
    "–",
  ]);
});

test("readReplayForm() asks for ten thousand where the form says nothing that is offered", () => {
  assert.deepEqual(readReplayForm(new URLSearchParams("last=7"), "t"), { tenantId: "t", last: 10_000 });
  assert.deepEqual(readReplayForm(new URLSearchParams("last=1000&projectId=p&routeName=smart"), "t"), {
    tenantId: "t",
    last: 1_000,
    projectId: "p",
    filter: { routeName: "smart" },
  });
});
