import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import type { LedgerClaim } from "../../shared/transport/reservation_ledger.ts";
import { LocalSlices } from "./local_slices.ts";

const claims: LedgerClaim[] = [
  { type: "concurrent_requests", counterKey: "concurrent", max: 1, enforced: true, amount: 1 },
];

test("LocalSlices lets go of a slice when a request ends a minute after the last loss, and not before", async () => {
  const clock = new ManualClock();
  const slices = new LocalSlices({ clock, gateways: () => 1 });
  const reserve = async (id: string) => {
    return (await slices.reserve("tenant", { id, owner: "gateway", claims }, [])).decision.status;
  };
  assert.equal(await reserve("a"), "reserved");
  await clock.advance(59_999);
  slices.leave("tenant", "b");
  assert.deepEqual([await reserve("b"), slices.size], ["denied", 1]);
  await clock.advance(60_000);
  slices.leave("another", "c");
  assert.equal(slices.size, 1);
  slices.leave("tenant", "c");
  assert.equal(slices.size, 0);
  assert.equal(await reserve("d"), "reserved", "counters begin anew");
});
