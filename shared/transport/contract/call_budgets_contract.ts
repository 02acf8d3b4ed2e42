import assert from "node:assert/strict";
import { eventually } from "../../../testing/eventually.ts";
import { test } from "../../../testing/test.ts";
import type { OpenTransport } from "./tested_transport.ts";

/** What holds for every keeper of callers' buckets. */
export function callBudgetsContract(implementation: string, open: OpenTransport): void {
  test(`${implementation} CallBudgets.take() refuses a caller whose bucket is empty, and no other`, async () => {
    await using under = await open();
    const { callBudgets } = under.transport;
    // Nothing worth speaking of comes back while the test runs.
    const slow = { capacity: 1_000, perSecond: 1 };
    assert.deepEqual(await callBudgets.take("a", 600, slow), { allowed: true });
    const refused = await callBudgets.take("a", 600, slow);
    assert.ok(!refused.allowed);
    assert.ok(refused.retryAfterMs > 150_000 && refused.retryAfterMs <= 200_000, String(refused.retryAfterMs));
    assert.deepEqual(await callBudgets.take("a", 300, slow), { allowed: true }, "a refusal takes nothing");
    assert.deepEqual(await callBudgets.take("b", 600, slow), { allowed: true });
    await under.forget();
    assert.deepEqual(await callBudgets.take("a", 600, slow), { allowed: true });
  });

  test(`${implementation} CallBudgets.take() lets a cost above the capacity pass from a full bucket, which fills again`, async () => {
    await using under = await open();
    const { callBudgets } = under.transport;
    const fast = { capacity: 100, perSecond: 100_000 };
    assert.deepEqual(await callBudgets.take("a", 5_000, fast), { allowed: true });
    // A hundred come back in a millisecond.
    await eventually(async () => (await callBudgets.take("a", 100, fast)).allowed);
    const slow = { capacity: 100, perSecond: 1 };
    const at = await Promise.all(Array.from({ length: 10 }, () => callBudgets.take("c", 20, slow)));
    assert.equal(at.filter(({ allowed }) => allowed).length, 5, "calls side by side are all counted");
  });
}
