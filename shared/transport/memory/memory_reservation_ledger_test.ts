import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../../testing/test.ts";
import { systemClock } from "../../time/clock.ts";
import { ledgerHistory, runLedgerHistory } from "../contract/ledger_history.ts";
import { sampleId } from "../contract/samples.ts";
import { MemoryReservationLedger } from "./memory_reservation_ledger.ts";

test("MemoryReservationLedger keeps its bounds whatever happens in whatever order, and leaks nothing", async () => {
  const property = fc.asyncProperty(ledgerHistory, async (steps) => {
    let nowMs = 0;
    const ledger = new MemoryReservationLedger({ ...systemClock, now: () => nowMs });
    const tenantId = sampleId(1);
    await runLedgerHistory(steps, { ledger, tenantId, setNow: (ms) => nowMs = ms });
    assert.deepEqual(ledger.sizes(tenantId), { counters: 0, open: 0, expired: 0, settled: 0 });
  });
  await fc.assert(property, { numRuns: 300 });
});
