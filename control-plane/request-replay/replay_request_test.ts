import assert from "node:assert/strict";
import type { CapturedText } from "../../shared/contracts/captured_body.ts";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { test } from "../../testing/test.ts";
import { storeBodies } from "../bodies/store_bodies.ts";
import { sealedBody } from "../bodies/testing/sealed_body.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import { insertRecords } from "../recorder/insert_records.ts";
import { LogPartitions } from "../recorder/log_partitions.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import { type OperationWorld, startOperationWorld } from "../testing/operation_world.ts";

const PAYLOAD = `requestLogId status answer answerTruncated originalAnswer costNanoUsd originalCostNanoUsd
  requestLog { requestId replayOf original { requestId } } original { requestId }`;
const BODY = { model: "default", messages: [{ role: "user", content: "What is it?" }], user: "ada" };

test("replayRequest sends what was captured once more, and links the records", async (t) => {
  await using made = await startOperationWorld();
  const { plane, world } = made;
  const original = await stored(world, { bodies: "captured", costNanoUsd: 1_500, tags: { team: "a", "odd,": "x" } });
  await captured(world, original, {});
  const repeated = await stored(world, { replayOf: original.id, costNanoUsd: 700 });
  plane.gatewayCalls.requestId = repeated.id;

  await t.step("with its body as it was but for the model, for the same end user", async () => {
    const result = await world.owner.mutate("replayRequest", {
      requestLogId: encodeGlobalId("RequestLog", original.id),
      target: "mock/other",
    }, PAYLOAD);
    assert.deepEqual(result, {
      __typename: "ReplayRequestPayload",
      requestLogId: encodeGlobalId("RequestLog", repeated.id),
      status: 200,
      answer: '{"choices":[]}',
      answerTruncated: false,
      originalAnswer: "It is that.",
      costNanoUsd: "700",
      originalCostNanoUsd: "1500",
      requestLog: {
        requestId: repeated.id,
        replayOf: encodeGlobalId("RequestLog", original.id),
        original: { requestId: original.id },
      },
      original: { requestId: original.id },
    });
    const [sent] = plane.gatewayCalls.requests;
    const { userId } = await ownerIds(world);
    assert.deepEqual(sent!.body, { ...BODY, model: "mock/other" });
    assert.deepEqual([sent!.endUser, sent!.replayOf, sent!.useCache], [original.endUser, original.id, false]);
    assert.deepEqual(sent!.tags, { team: "a", "perpetuo-source": "replay", "perpetuo-user": userId });
  });

  await t.step("under another revision's routes, where it is named", async () => {
    const input = { requestLogId: encodeGlobalId("RequestLog", original.id), target: "default" };
    await world.owner.mutate("replayRequest", { ...input, revision: 1 });
    assert.equal(plane.gatewayCalls.requests.at(-1)!.revision?.number, 1);
    assert.equal((await world.owner.mutate("replayRequest", { ...input, revision: 99 })).code, "NOT_FOUND");
  });

  await t.step("which the log shows from both ends", async () => {
    const { node } = await world.owner.data(
      `query ($id: ID!) { node(id: $id) { ... on RequestLog {
        original { requestId } replays(first: 1) { edges { node { requestId } } pageInfo { hasNextPage } }
      } } }`,
      { id: encodeGlobalId("RequestLog", original.id) },
    );
    assert.deepEqual(node, {
      original: null,
      replays: { edges: [{ node: { requestId: repeated.id } }], pageInfo: { hasNextPage: false } },
    });
  });

  await t.step("and the audit trail tells of it and of the reading", async () => {
    const where = { targetId: original.id, action: { in: ["request.replay", "bodies.read"] } };
    const events = await plane.db.auditEvent.findMany({ where, orderBy: { id: "asc" }, take: 2 });
    assert.deepEqual(events.map(({ action, after }) => [action, after]), [
      ["bodies.read", { state: "captured" }],
      ["request.replay", { target: "mock/other", revision: null }],
    ]);
  });

  await t.step("but not for a token that may not read bodies, nor for developers", async () => {
    const input = { requestLogId: encodeGlobalId("RequestLog", original.id), target: "mock/other" };
    const developer = await plane.member(world.tenantUuid, "DEVELOPER");
    assert.equal((await developer.mutate("replayRequest", input)).code, "FORBIDDEN");
  });

  await t.step("and says why a request cannot be", async () => {
    plane.gatewayCalls.requests.length = 0;
    const cases: [string, Partial<RequestRecord>, Partial<CapturedText> | null][] = [
      ["NOT_CAPTURED", {}, null],
      ["NO_LOG", { bodies: "no_log" }, null],
      ["PENDING", { bodies: "captured" }, null],
      ["TRUNCATED", { bodies: "captured" }, { truncated: true }],
      ["REDACTED", { bodies: "captured" }, { redactions: [{ name: "email", count: 1 }] }],
      ["MEDIA_REPLACED", { bodies: "captured" }, { mediaCharacters: 9 }],
    ];
    for (const [reason, fields, text] of cases) {
      const record = await stored(world, fields);
      if (text !== null) await captured(world, record, text);
      const answer = await world.owner.data(
        `mutation ($id: ID!) { replayRequest(input: { requestLogId: $id, target: "mock/demo" }) {
          __typename ... on NotReplayableError { reason code message }
        } }`,
        { id: encodeGlobalId("RequestLog", record.id) },
      );
      const { message, ...told } = answer.replayRequest;
      assert.deepEqual(told, { __typename: "NotReplayableError", reason, code: "CONFLICT" });
      assert.ok(message.endsWith("."));
    }
    assert.equal(plane.gatewayCalls.requests.length, 0);
  });
});

async function stored({ plane: { db } }: OperationWorld, fields: Partial<RequestRecord>): Promise<RequestRecord> {
  const { id, tenantId, projectId } = await db.apiKey.findFirstOrThrow({ orderBy: { id: "asc" } });
  const record = sampleRecord(1, { tenantId, projectId, apiKeyId: id, bodies: undefined, ...fields });
  await new LogPartitions(db).ensure([record.ts]);
  await db.$transaction((transaction) => insertRecords(transaction, [record]));
  return record;
}

async function captured({ plane: { db } }: OperationWorld, record: RequestRecord, text: Partial<CapturedText>) {
  const plain = { bytes: 10, truncated: false, mediaCharacters: 0, redactions: [] };
  const request = { text: JSON.stringify(BODY), ...plain, ...text };
  const answer = { text: "It is that.", ...plain };
  await storeBodies(db, [await sealedBody(record, { texts: { request, answer } })]);
}

async function ownerIds({ plane: { db } }: OperationWorld) {
  const { id } = await db.user.findFirstOrThrow({ orderBy: { id: "asc" } });
  return { userId: id };
}
