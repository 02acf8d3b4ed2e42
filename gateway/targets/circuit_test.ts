import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { type ErrorClass, errorClass } from "../../shared/contracts/error_class.ts";
import { Circuit, type CircuitPass, type PassOutcome } from "./circuit.ts";

/** A circuit without jitter that is tried at the test's own times. */
function circuitAt() {
  const circuit = new Circuit(() => 0.5);
  const attempt = (outcome: PassOutcome, nowMs: number) => circuit.end(circuit.enter(nowMs), outcome, nowMs);
  const attempts = (count: number, outcome: PassOutcome, nowMs: number) => {
    for (let n = 0; n < count; n++) attempt(outcome, nowMs);
  };
  return { circuit, attempt, attempts };
}

test("Circuit opens when half of at least ten attempts of the last ten seconds failed", () => {
  const table: [name: string, answered: number, failed: number, opens: boolean][] = [
    ["nine failures", 0, 9, false],
    ["ten failures", 0, 10, true],
    ["half of ten", 5, 5, true],
    ["less than half of ten", 6, 4, false],
    ["half of many", 100, 100, true],
    ["one less", 101, 100, false],
  ];
  for (const [name, answered, failed, opens] of table) {
    const { circuit, attempts } = circuitAt();
    attempts(answered, "answered", 1_000);
    attempts(failed, "server_error", 5_000);
    assert.equal(circuit.state(5_000), opens ? "open" : "closed", name);
  }
  const { circuit, attempts } = circuitAt();
  attempts(9, "server_error", 1_000);
  attempts(9, "server_error", 11_000);
  assert.equal(circuit.state(11_000), "closed", "what is older does not count");
});

test("Circuit counts the failures that are the target's own, and nothing of the others", () => {
  const counted = errorClass.options.filter((one) => {
    const { circuit, attempts } = circuitAt();
    attempts(20, one, 0);
    return circuit.state(0) === "open";
  });
  assert.deepEqual(counted, ["connection", "timeout", "overloaded", "server_error", "malformed"]);
  const { circuit, attempts } = circuitAt();
  for (const outcome of ["left", "invalid_request", "rate_limited", "authentication", "not_found"] as const) {
    attempts(50, outcome, 0);
  }
  attempts(9, "timeout", 0);
  assert.equal(circuit.state(0), "closed");
  attempts(1, "timeout", 0);
  assert.equal(circuit.state(0), "open", "they do not count as answers either");
});

test("Circuit refuses while it is open, lets one probe pass at a time then, and closes when that is answered", () => {
  const { circuit, attempts } = circuitAt();
  attempts(10, "overloaded", 0);
  assert.deepEqual(circuit.refusal(1_500), {
    errorClass: "overloaded",
    retryAfterMs: 3_500,
    detail: "circuit open: overloaded (10 of 10 failed), left alone for 3500 ms yet",
  });
  assert.equal(circuit.refusal(5_000), null);
  const probe = circuit.enter(5_000);
  assert.equal(circuit.state(5_000), "half_open");
  assert.deepEqual(circuit.refusal(5_001), {
    errorClass: "overloaded",
    retryAfterMs: 1_000,
    detail: "circuit open: overloaded (10 of 10 failed), a probe is under way",
  });
  assert.equal(circuit.begun(probe, 5_100), true);
  assert.deepEqual([circuit.state(5_100), circuit.refusal(5_100)], ["closed", null]);
  assert.equal(circuit.end(probe, "connection", 6_000), false, "breaking off later it is one failure of ten");
  attempts(9, "connection", 6_000);
  assert.equal(circuit.state(6_000), "open");
});

test("Circuit stays open twice as long each time a probe fails, a minute at most, and forgets that a minute after it closed", () => {
  const { circuit, attempt, attempts } = circuitAt();
  attempts(10, "timeout", 0);
  const openMs: number[] = [];
  let nowMs = 0;
  for (let count = 0; count < 6; count++) {
    openMs.push(circuit.leftMs(nowMs));
    nowMs += circuit.leftMs(nowMs);
    attempt("timeout", nowMs);
  }
  assert.deepEqual(openMs, [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  assert.equal(circuit.troubledMs(nowMs), nowMs);
  nowMs += circuit.leftMs(nowMs);
  attempt("answered", nowMs);
  attempts(10, "timeout", nowMs + 59_000);
  assert.equal(circuit.leftMs(nowMs + 59_000), 60_000, "it has not recovered");
  nowMs += 119_000;
  attempt("answered", nowMs);
  attempts(10, "timeout", nowMs + 60_000);
  assert.equal(circuit.leftMs(nowMs + 60_000), 5_000);
});

test("Circuit spreads the times at which it is tried again", () => {
  for (const [point, leftMs] of [[0, 4_500], [0.5, 5_000], [0.999, 5_499]] as const) {
    const circuit = new Circuit(() => point);
    for (let n = 0; n < 10; n++) circuit.end(circuit.enter(0), "timeout", 0);
    assert.equal(Math.round(circuit.leftMs(0)), leftMs);
  }
});

test("Circuit takes any word of the target for a probe's answer, and a client's going for none", () => {
  const outcomes: [PassOutcome, "closed" | "half_open" | "open"][] = [
    ["answered", "closed"],
    ["invalid_request", "closed"],
    ["rate_limited", "closed"],
    ["authentication", "closed"],
    ["not_found", "closed"],
    ["left", "half_open"],
    ["connection", "open"],
  ];
  for (const [outcome, state] of outcomes) {
    const { circuit, attempt, attempts } = circuitAt();
    attempts(10, "timeout", 0);
    attempt(outcome, 5_000);
    assert.equal(circuit.state(5_000), state, outcome);
    assert.equal(circuit.refusal(5_000) === null, state !== "open", outcome);
  }
});

test("Circuit does not count what was in flight when it opened", () => {
  const { circuit, attempts } = circuitAt();
  const slow = Array.from({ length: 50 }, () => circuit.enter(0));
  attempts(10, "timeout", 0);
  circuit.begun(circuit.enter(5_000), 5_000);
  for (const pass of slow) circuit.end(pass, "timeout", 60_000);
  assert.equal(circuit.state(60_000), "closed");
});

test("Circuit.openElsewhere() opens it for as long as another gateway's is, once for each opening", () => {
  const { circuit, attempt } = circuitAt();
  const opening = { postingId: 7, errorClass: "overloaded" as const, attempts: 30, failures: 20, leftMs: 4_000 };
  assert.equal(circuit.openElsewhere(opening, 1_000), true);
  assert.equal(circuit.refusal(1_000)?.retryAfterMs, 4_000);
  assert.equal(circuit.refusal(1_000)?.errorClass, "overloaded");
  attempt("answered", 5_000);
  assert.equal(circuit.state(5_000), "closed");
  assert.equal(circuit.openElsewhere({ ...opening, leftMs: 3_000 }, 5_000), false, "that one is known");
  assert.equal(circuit.openElsewhere({ ...opening, postingId: 8, leftMs: 0 }, 5_000), false, "that one is over");
  assert.equal(circuit.openElsewhere({ ...opening, postingId: 9, leftMs: 2_000 }, 5_000), true);
  assert.equal(circuit.openElsewhere({ ...opening, postingId: 10, leftMs: 1_000 }, 5_000), false, "no shorter");
  const probe = circuit.enter(7_000);
  assert.equal(circuit.openElsewhere({ ...opening, postingId: 11, leftMs: 9_000 }, 7_000), true);
  assert.equal(circuit.begun(probe, 7_100), false, "the others know better by now");
  circuit.end(probe, "answered", 7_100);
  assert.equal(circuit.state(7_100), "open");
  assert.equal(circuit.enter(16_000).isProbe, true, "the probe that came to nothing holds no place");
});

type Step =
  | { type: "enter" }
  | { type: "begin"; which: number }
  | { type: "end"; which: number; outcome: PassOutcome }
  | { type: "wait"; ms: number }
  | { type: "elsewhere"; leftMs: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>({ type: "enter" }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("begin" as const), which: fc.nat() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("end" as const),
      which: fc.nat(),
      outcome: fc.constantFrom<PassOutcome>("answered", "left", "timeout", "timeout", "server_error", "rate_limited"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("wait" as const), ms: fc.nat(500) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("wait" as const), ms: fc.nat(30_000) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("elsewhere" as const), leftMs: fc.nat(20_000) }) },
);

test("Circuit never lets two probes pass at a time, leaks no place, and always opens a way back", () => {
  let probes = 0;
  let openings = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 300 }), fc.double({ min: 0, max: 0.999, noNaN: true }), run),
    { numRuns: 300 },
  );
  assert.ok(probes > 50 && openings > 50, `the walks are worth something: ${probes} probes, ${openings} openings`);

  function run(steps: Step[], point: number): void {
    const circuit = new Circuit(() => point);
    const inFlight: CircuitPass[] = [];
    let nowMs = 0;
    let postingId = 0;
    for (const one of steps) {
      const before = circuit.state(nowMs);
      apply(one);
      const probing = inFlight.filter(({ isProbe }) => isProbe).length;
      assert.ok(probing <= 1, `${probing} probes at a time`);
      if (before !== "open" && circuit.state(nowMs) === "open") openings++;
    }
    // Whatever has happened: when all in flight have ended and its time is over, somebody may try, and can close it.
    for (const pass of inFlight) circuit.end(pass, "left", nowMs);
    nowMs += 66_001;
    assert.equal(circuit.refusal(nowMs), null);
    circuit.end(circuit.enter(nowMs), "answered", nowMs);
    assert.equal(circuit.state(nowMs), "closed");

    function apply(one: Step): void {
      switch (one.type) {
        case "enter": {
          if (circuit.refusal(nowMs) !== null) return;
          const pass = circuit.enter(nowMs);
          if (pass.isProbe) probes++;
          inFlight.push(pass);
          return;
        }
        case "begin":
          if (inFlight.length > 0) circuit.begun(inFlight[one.which % inFlight.length]!, nowMs);
          return;
        case "end": {
          const [pass] = inFlight.length > 0 ? inFlight.splice(one.which % inFlight.length, 1) : [];
          if (pass !== undefined) circuit.end(pass, one.outcome, nowMs);
          return;
        }
        case "wait":
          nowMs += one.ms;
          return;
        case "elsewhere": {
          const opening = { errorClass: "timeout" as ErrorClass, attempts: 10, failures: 10, leftMs: one.leftMs };
          circuit.openElsewhere({ postingId: ++postingId, ...opening }, nowMs);
        }
      }
    }
  }
});
