import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { SingleFlight } from "./single_flight.ts";

/** Work that waits to be let go. */
function heldWork() {
  const runs: PromiseWithResolvers<void>[] = [];
  const work = () => {
    const run = Promise.withResolvers<void>();
    runs.push(run);
    return run.promise;
  };
  return { runs, work };
}

test("SingleFlight.run() shares the run under way", async () => {
  const flights = new SingleFlight();
  const { runs, work } = heldWork();
  const all = [flights.run("a", work), flights.run("a", work), flights.run("b", work)];
  assert.equal(runs.length, 2);
  for (const run of runs) run.resolve();
  await Promise.all(all);
  assert.equal(flights.isUnderWay("a"), false);
});

test("SingleFlight.runAnew() runs once more after the run under way, however often it is called", async () => {
  const flights = new SingleFlight();
  const { runs, work } = heldWork();
  const first = flights.run("a", work);
  const anew = [flights.runAnew("a", work), flights.runAnew("a", work)];
  runs[0]!.resolve();
  await runs[0]!.promise;
  await Promise.resolve();
  assert.equal(runs.length, 2);
  runs[1]!.resolve();
  await Promise.all([first, ...anew]);
  assert.equal(runs.length, 2);
});

test("SingleFlight() passes a failure to everybody who waits, and begins afresh", async () => {
  const flights = new SingleFlight();
  const failing = () => Promise.reject(new Error("no"));
  await Promise.all([
    assert.rejects(flights.run("a", failing), /no/),
    assert.rejects(flights.run("a", failing), /no/),
  ]);
  await flights.run("a", () => Promise.resolve());
  await flights.idle();
});
