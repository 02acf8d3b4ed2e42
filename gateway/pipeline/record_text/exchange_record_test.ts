import assert from "node:assert/strict";
import fc from "fast-check";
import { requestRecord } from "../../../shared/contracts/request_record.ts";
import { test } from "../../../testing/test.ts";
import { JsonWriter } from "../../records/json_writer.ts";
import type { Exchange } from "../exchange.ts";
import { NOTHING_KNOWN } from "../meter.ts";
import { BegunRecord } from "./begun_record.ts";
import { ExchangeRecord, type RecordedEnding } from "./exchange_record.ts";
import { endedExchange } from "./testing/ended_exchange.ts";
import { expectedRecord } from "./testing/expected_record.ts";

const writer = new JsonWriter();

function recordOf(exchange: Exchange, ended: RecordedEnding): Record<string, unknown> {
  new ExchangeRecord(exchange, ended).write(writer);
  const text = new TextDecoder().decode(writer.take());
  assert.ok(!text.includes("\n"), "a line is one line");
  return JSON.parse(`{${text}}`);
}

test("ExchangeRecord writes each field of a request, whatever became of it", () => {
  fc.assert(
    fc.property(endedExchange, ({ exchange, ended }) => {
      const record = recordOf(exchange, ended);
      assert.deepEqual(record, JSON.parse(JSON.stringify(expectedRecord(exchange, ended))));
      requestRecord.omit({ sequence: true }).parse(record);
    }),
    { numRuns: 1_000 },
  );
});

test("ExchangeRecord does not take a route, target or key for another that it has written before", () => {
  const [one] = fc.sample(
    endedExchange.filter(({ exchange }) => exchange.candidate !== null && exchange.caller !== null),
    1,
  );
  const { exchange, ended } = one!;
  const tenant = { ...exchange.caller!.tenant, revision: { ...exchange.caller!.tenant.revision, number: 77 } };
  const candidate = { ...exchange.candidate!, path: [{ path: "/then", type: "target" as const }] };
  const changed = { ...exchange, caller: { ...exchange.caller!, tenant }, candidate, cache: null };
  for (const each of [exchange, changed, exchange]) {
    assert.deepEqual(recordOf(each, ended), JSON.parse(JSON.stringify(expectedRecord(each, ended))));
  }
});

test("ExchangeRecord writes what its begin line said before it as if there had been none", () => {
  const verdicts = [{ policyId: "0", limit: "allowed_models", verdict: "observed" }] as const;
  const change = fc.constantFrom("nothing", "memory", "verdicts");
  fc.assert(
    fc.property(fc.array(fc.tuple(endedExchange, change), { minLength: 1, maxLength: 5 }), (requests) => {
      const into = new JsonWriter();
      for (const [{ exchange, ended }] of requests) new BegunRecord(exchange, ended).write(into);
      into.take();
      for (const [{ exchange, ended }, changed] of requests) {
        if (changed === "memory") into.cut(0);
        if (changed === "verdicts" && exchange.limits !== null) exchange.limits.verdicts = verdicts;
        new ExchangeRecord(exchange, ended).write(into);
        const record = JSON.parse(`{${new TextDecoder().decode(into.take())}}`);
        assert.deepEqual(record, JSON.parse(JSON.stringify(expectedRecord(exchange, ended))));
      }
    }),
  );
});

test("BegunRecord writes what is on record of a request that its process did not outlive", () => {
  const use = null;
  const ending = { outcome: "interrupted", status: 0, errorCode: "process_interrupted", use } as const;
  fc.assert(fc.property(endedExchange, ({ exchange: { ...exchange }, ended: { claims, labels } }) => {
    Object.assign(exchange, { attempts: [], ttftMs: null });
    new BegunRecord(exchange, { claims, labels }).write(writer);
    const record = JSON.parse(`{${new TextDecoder().decode(writer.take())}}`);
    const ended = { ending, metered: NOTHING_KNOWN, totalMs: 0, claims, labels };
    assert.deepEqual(record, JSON.parse(JSON.stringify(expectedRecord(exchange, ended))));
    requestRecord.omit({ sequence: true }).parse(record);
  }));
});
