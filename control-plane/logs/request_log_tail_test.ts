import assert from "node:assert/strict";
import { createParser } from "eventsource-parser";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import { type Api, type GraphqlData } from "../testing/api.ts";
import { startTestControlPlane, type TestControlPlane } from "../testing/test_control_plane.ts";
import { written } from "../../shared/transport/contract/written.ts";

const TAIL = `subscription ($projectId: ID!, $filter: RequestLogFilter, $after: String) {
  requestLogTail(projectId: $projectId, filter: $filter, after: $after) {
    cursor dropped gap log { id requestId outcome project { name } revision { number } }
  }
}`;

/** A subscription over server-sent events, as a client of the API has it. */
async function subscribe(api: Api, variables: Record<string, unknown>) {
  const abort = new AbortController();
  const response = await api.post({ query: TAIL, variables }, { accept: "text/event-stream", signal: abort.signal });
  const events: GraphqlData[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === "next") events.push(JSON.parse(data));
    },
  });
  const reading = (async () => {
    for await (const text of response.body!.pipeThrough(new TextDecoderStream())) parser.feed(text);
  })().catch(() => {});
  return {
    events,
    tails: () => events.map(({ data }) => data.requestLogTail),
    ended: reading,
    async [Symbol.asyncDispose]() {
      abort.abort();
      await reading;
    },
  };
}

async function world(plane: TestControlPlane) {
  const project = await plane.db.project.findFirstOrThrow();
  await eventually(async () => (await plane.transport.recordStream.tail.end()).epoch !== null);
  let n = 0;
  return {
    projectId: encodeGlobalId("Project", project.id),
    tenantId: project.tenantId,
    /** What a gateway ships. */
    async ship(fields: Parameters<typeof sampleRecord>[1] = {}) {
      const record = sampleRecord(++n, { tenantId: project.tenantId, projectId: project.id, ...fields });
      assert.equal((await plane.transport.recordStream.writer.append(written([record]))).state, "appended");
      return record;
    },
  };
}

test("requestLogTail() tells of wanted records as they come, and of no other project's", async () => {
  await using plane = await startTestControlPlane();
  const { projectId, ship } = await world(plane);
  await using tail = await subscribe(plane.owner, { projectId, filter: { outcome: ["FAILED"] } });
  const other = await plane.db.project.create({
    data: { tenantId: (await plane.db.tenant.findFirstOrThrow()).id, name: "Other" },
  });
  // Until the subscription stands, what comes is not part of it.
  await eventually(async () => {
    await ship({ outcome: "failed" });
    return tail.events.length > 0;
  });
  const before = tail.events.length;
  await ship({ outcome: "completed" });
  await ship({ outcome: "failed", projectId: other.id });
  const wanted = await ship({ outcome: "failed", revision: null });
  await eventually(() => tail.tails().some((event) => event.log.requestId === wanted.id));
  const event = tail.tails().at(-1);
  assert.deepEqual([event.dropped, event.gap], [0, false]);
  assert.deepEqual(event.log, {
    id: encodeGlobalId("RequestLog", wanted.id),
    requestId: wanted.id,
    outcome: "FAILED",
    project: { name: "Default" },
    revision: null,
  });
  assert.ok(tail.tails().slice(before).every(({ log }) => log.outcome === "FAILED" && log.project.name === "Default"));
});

test("requestLogTail() goes on after a cursor", async () => {
  await using plane = await startTestControlPlane();
  const { projectId, ship } = await world(plane);
  let cursor = "";
  {
    await using tail = await subscribe(plane.owner, { projectId });
    await eventually(async () => {
      await ship();
      return tail.events.length > 0;
    });
    cursor = tail.tails()[0].cursor;
  }
  const shipped = [await ship(), await ship()];
  await using resumed = await subscribe(plane.owner, { projectId, after: cursor });
  const ids = () => resumed.tails().map(({ log }) => log.requestId);
  await eventually(() => shipped.every(({ id }) => ids().includes(id)));
  assert.equal(new Set(ids()).size, ids().length);
});

test("requestLogTail() fills what the stream no longer has from the database", async () => {
  await using plane = await startTestControlPlane();
  const { projectId, ship } = await world(plane);
  const missed = await ship();
  await eventually(async () => await plane.db.requestLog.count() === 1);
  // A cursor of a stream that is no more, from a moment before.
  const after = `${crypto.randomUUID()}:${Date.now() - 1_000}-5:49`;
  await using tail = await subscribe(plane.owner, { projectId, after });
  await eventually(() => tail.events.length > 0);
  assert.deepEqual(tail.tails().map(({ gap, log }) => [gap, log.requestId]), [[true, missed.id]]);
});

test("requestLogTail() refuses a cursor that is none", async () => {
  await using plane = await startTestControlPlane();
  const { projectId } = await world(plane);
  await using tail = await subscribe(plane.owner, { projectId, after: "nonsense" });
  await tail.ended;
  assert.equal(tail.events[0].errors[0].extensions.code, "VALIDATION");
});

test("requestLogTail() ends when the control plane shuts down", async () => {
  const plane = await startTestControlPlane();
  const { projectId, ship } = await world(plane);
  await using tail = await subscribe(plane.owner, { projectId });
  await eventually(async () => {
    await ship();
    return tail.events.length > 0;
  });
  await plane[Symbol.asyncDispose]();
  await tail.ended;
});
