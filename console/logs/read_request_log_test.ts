import assert from "node:assert/strict";
import { Client, fetchExchange } from "@urql/core";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { readRequestLog } from "./read_request_log.ts";
import { logDetail } from "./testing/log_records.ts";

const variables = { scope: { projectId: "project" }, requestId: "request" };

test("readRequestLog() asks again for a record that is told of but not stored yet", async () => {
  const { client, clock, asked } = storedAfter(3);
  const { signal } = new AbortController();
  const outcome = readRequestLog(client, variables, { clock, signal });
  for (const times of [1, 2]) {
    await clock.untilPending();
    assert.equal(asked.count, times);
    await clock.advance(1_000);
  }
  assert.deepEqual(await outcome, { kind: "record", log: logDetail(1) });
});

test("readRequestLog() gives up after five seconds", async () => {
  const { client, clock, asked } = storedAfter(Infinity);
  const outcome = readRequestLog(client, variables, { clock, signal: new AbortController().signal });
  for (let times = 1; times <= 5; times++) {
    await clock.untilPending();
    assert.equal(asked.count, times);
    await clock.advance(1_000);
  }
  assert.deepEqual(await outcome, { kind: "none" });
  assert.equal(asked.count, 6);
});

test("readRequestLog() passes a failure on at once", async () => {
  const client = clientOf(() => Response.json({ errors: [{ message: "No.", extensions: { code: "FORBIDDEN" } }] }));
  const options = { clock: new ManualClock(), signal: new AbortController().signal };
  const outcome = await readRequestLog(client, variables, options);
  assert.equal(outcome.kind === "failed" && outcome.reason, "forbidden");
});

/** An API that has the record from the so-manieth question on. */
function storedAfter(questions: number) {
  const asked = { count: 0 };
  const client = clientOf(() => {
    const edges = ++asked.count < questions ? [] : [{ node: logDetail(1) }];
    return Response.json({ data: { requestLogs: { edges } } });
  });
  return { client, asked, clock: new ManualClock() };
}

function clientOf(answer: () => Response): Client {
  const fetch = () => Promise.resolve(answer());
  return new Client({ url: "http://console/graphql", exchanges: [fetchExchange], preferGetMethod: false, fetch });
}
