import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { TurnBudget } from "./turn_budget.ts";

test("TurnBudget.take() lets go on for eight milliseconds, and then makes all wait for the next turn", async () => {
  const clock = new ManualClock();
  const budget = new TurnBudget(clock);
  await clock.advance(7);
  assert.equal(budget.take(), null);
  await clock.advance(1);
  const waits = [budget.take(), budget.take()];
  assert.ok(waits[0] !== null);
  assert.equal(waits[0], waits[1]);
  await clock.advance(0);
  await Promise.all(waits);
  assert.equal(budget.take(), null, "a new turn");
});
