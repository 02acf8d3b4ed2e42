import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { sampleRecord } from "../contract/samples.ts";
import { parseRecordEntries } from "./redis_record_entry.ts";

test("parseRecordEntries() keeps a newer gateway's record, and numbers what it cannot read", () => {
  const newer = { ...sampleRecord(1), region: "eu", timings: { ...sampleRecord(1).timings, dnsMs: 2 } };
  const strange = { ...sampleRecord(2), outcome: "evaporated" };
  const fields = ["count", "3", "records", JSON.stringify([newer, strange, sampleRecord(3)])];
  assert.deepEqual(parseRecordEntries([["1-0", fields]]), [{
    entryId: "1-0",
    records: [sampleRecord(1), null, sampleRecord(3)],
    rejectedSequences: [{ instance: "gateway-1", n: 2 }],
  }]);
});
