import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { SoakReport, SoakSample } from "./soak.ts";
import { soakTable } from "./soak_table.ts";
import { judgeSoak } from "./soak_verdict.ts";

const MEBIBYTE = 1_048_576;

/** Ten minutes in which memory, open files and times grow by so much a minute. */
function grown(by: { heap?: number; descriptors?: number; p99Ms?: number }): SoakReport {
  const samples = Array.from({ length: 120 }, (_, index): SoakSample => {
    const atMs = (index + 1) * 5_000;
    const minutes = atMs / 60_000;
    // As collections of garbage do it.
    const sawtooth = (index % 4) * 20;
    const heapBytes = (60 + sawtooth + minutes * (by.heap ?? 0)) * MEBIBYTE;
    const gateway = {
      processId: 1,
      heapBytes,
      residentBytes: 250 * MEBIBYTE + heapBytes,
      descriptors: 90 + Math.round(minutes * (by.descriptors ?? 0)) + index % 7,
    };
    const counts = { answered: 2_000, providerFaults: 1, cancelled: 20, failures: 0 };
    const p99Ms = 50 + minutes * (by.p99Ms ?? 0);
    const disturbance = minutes > 3 && minutes < 7 ? "something" : null;
    return { atMs, ...counts, p50Ms: 20, p99Ms, disturbance, gateways: [gateway, index < 60 ? gateway : null] };
  });
  const verdict = {
    scenario: "soak",
    answered: 240_000,
    denied: 0,
    cutOff: 0,
    failed: 0,
    lost: 0,
    duplicated: 0,
    gaps: 0,
    leaked: 0,
    interrupted: 0,
    concurrentMax: 1,
    spentNanoUsd: 1,
    budgetNanoUsd: 1,
    degraded: "",
    objections: [],
  };
  return { minutes: 10, peakPerSecond: 800, ratePerSecond: 480, samples, sentAgain: 0, held: 0, verdict };
}

test("judgeSoak() passes what stays as it is, and says what grows", () => {
  const flat = judgeSoak(grown({}));
  assert.deepEqual(flat.objections, []);
  assert.ok(soakTable(grown({}), flat).includes("| as it must be | ✓ |"));
  const grows: [Parameters<typeof grown>[0], RegExp][] = [
    [{ heap: 5 }, /^gateway 0 \(process 1\): its heap grows by 3\d\d /],
    [{ descriptors: 3 }, /its open files grow by 1[78]\d /],
    [{ p99Ms: 6 }, /^p99 rose from /],
  ];
  for (const [by, expected] of grows) {
    const { objections } = judgeSoak(grown(by));
    assert.ok(objections.some((objection) => expected.test(objection)), objections.join("\n"));
  }
  const lost = grown({});
  lost.verdict.objections.push("3 records lost");
  assert.deepEqual(judgeSoak(lost).objections, ["3 records lost"]);
});
