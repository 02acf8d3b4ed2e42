import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { SYSTEM } from "../authorization/actor.ts";
import type { Call } from "../call.ts";
import type { GraphqlData } from "../testing/api.ts";
import { makeOperationWorld } from "../testing/operation_world.ts";
import { startTestControlPlane } from "../testing/test_control_plane.ts";
import { replayDraft } from "./replay_draft.ts";
import { COST, REPLAY, ReplayScene, split, SPLITS, target } from "./testing/replay_scene.ts";

test("replayDraft tells what a draft would change for recorded requests", async (t) => {
  await using plane = await startTestControlPlane();
  const scene = await ReplayScene.set(await makeOperationWorld(plane));
  await scene.record();
  await t.step("a draft like the revision of then changes nothing, whatever chance had decided", () => same(scene));
  await t.step("another weight moves as few as it must, all in one direction", () => weights(scene));
  await t.step("a route that looks at what nobody wrote down tells which field", () => inputs(scene));
  await t.step(
    "a target that failed then fails again, and another way of falling over is taken",
    () => failures(scene),
  );
  await t.step("limits of a minute are counted over the records' own times", () => requestLimit(scene));
  await t.step("a budget is charged what requests cost in the draft, at its prices", () => budget(scene));
  await t.step("a limit that is gone denies no longer, and a name that is gone leads nowhere", () => gone(scene));
  await t.step("two revisions are held against each other", () => revisions(scene));
  await t.step("one replay of a tenant runs at a time, and one whose client is gone ends", () => turns(scene));
  await t.step("another tenant's project and a bad filter are refused", () => refusals(scene));
});

async function same(scene: ReplayScene): Promise<void> {
  const replay = await scene.replay();
  assert.deepEqual([replay.replayed, replay.compared, replay.unchanged], [SPLITS + 3, SPLITS + 2, SPLITS + 1]);
  assert.deepEqual([replay.changedTargets, replay.newDenials, replay.modelNotFound], [[], [], []]);
  assert.deepEqual(replay.unknown, [{ reason: "NOT_READ", field: null, requests: 1 }]);
  assert.deepEqual(replay.noLongerDenied.map(({ errorCode, requests }: GraphqlData) => [errorCode, requests]), [
    ["budget_exceeded", 1],
  ]);
  assert.equal(replay.before.costNanoUsd, `${(SPLITS + 1) * COST}`);
  // What was denied is served, at an estimate of 90 tokens in and the 20 that it allowed.
  assert.equal(replay.after.costNanoUsd, `${(SPLITS + 1) * COST + 90 * 500 + 20 * 1_500}`);
  assert.deepEqual([replay.before.estimated, replay.after.estimated], [0, 1]);
  assert.deepEqual([replay.before.p50Ms, replay.before.p95Ms], [200, 400]);
}

async function weights(scene: ReplayScene): Promise<void> {
  await scene.tree(split(3, 1));
  const { changedTargets, compared } = await scene.replay();
  assert.equal(changedTargets.length, 1);
  const [{ from, to, requests, share, requestLogIds }] = changedTargets;
  assert.deepEqual([from, to], ["mock/b", "mock/a"]);
  // Of the 21 at `b` half move: b's share of the draws shrinks from a half to a quarter.
  assert.ok(requests >= 4 && requests <= 17, `${requests}`);
  assert.equal(share, requests / compared);
  assert.equal(requestLogIds.length, requests);
  const again = await scene.replay();
  assert.deepEqual(again.changedTargets, changedTargets, "the same requests every time");
}

async function inputs(scene: ReplayScene): Promise<void> {
  const condition = { type: "field", field: "header.x-new", operator: "exists" };
  await scene.tree({ type: "when", condition, then: target("a"), else: target("b") });
  const { unknown, compared } = await scene.replay();
  assert.equal(compared, 0);
  assert.deepEqual(unknown[0], { reason: "INPUT_NOT_RECORDED", field: "header.x-new", requests: SPLITS + 2 });
}

async function failures(scene: ReplayScene): Promise<void> {
  await scene.tree({ type: "fallback", on: ["overloaded"], children: [target("a"), target("c")] });
  const { changedTargets, after } = await scene.replay();
  const found = new Map(changedTargets.map(({ from, to, requests }: GraphqlData) => [`${from} ${to}`, requests]));
  assert.deepEqual([found.get("mock/b mock/a"), found.get("mock/b mock/c")], [SPLITS / 3, 1]);
  assert.equal(after.latencyUnknown, 1, "nobody knows how long 'c' takes");
}

async function requestLimit(scene: ReplayScene): Promise<void> {
  await scene.tree(split(1, 1));
  await scene.withPolicy({ type: "REQUESTS_PER_MINUTE", max: 20 }, async () => {
    const { newDenials, after } = await scene.replay();
    assert.equal(newDenials.length, 1);
    // 61 requests within 61 seconds, of which 20 pass; the one that comes a minute later does too.
    assert.deepEqual([newDenials[0].errorCode, newDenials[0].limit, newDenials[0].requests], [
      "requests_limit_exceeded",
      "requests_per_minute",
      SPLITS + 1 - 20,
    ]);
    assert.equal(newDenials[0].requestLogIds.length, SPLITS + 1 - 20);
    assert.equal(after.denied, SPLITS + 1 - 20);
  });
}

async function budget(scene: ReplayScene): Promise<void> {
  await scene.withPolicy({ type: "SPEND", period: "MONTH", maxNanoUsd: `${10 * COST + COST}` }, async () => {
    const { newDenials, after } = await scene.replay();
    assert.deepEqual([newDenials[0].errorCode, newDenials[0].limit], ["budget_exceeded", "spend_month"]);
    // What is reserved is estimated: 75,000 of 715,000 fit with ten settled at 65,000, and not with eleven.
    assert.ok(after.served <= 12 && after.served >= 10, `${after.served}`);
  });
  const { owner, tenantId } = scene.world;
  const rates = { inputPerMillionUsd: "5", outputPerMillionUsd: "0" };
  const { price } = await owner.mutate(
    "createPrice",
    { tenantId, provider: "mock", model: "a", ...rates },
    "price { id }",
  );
  const { before, after } = await scene.replay({ filter: { outcome: ["COMPLETED"] } });
  const atB = SPLITS / 3 + 1;
  assert.equal(before.costNanoUsd, `${(SPLITS + 1) * COST}`);
  assert.equal(after.costNanoUsd, `${atB * COST + (SPLITS + 1 - atB) * 500_000}`);
  await owner.mutate("archivePrice", { id: price.id });
}

async function gone(scene: ReplayScene): Promise<void> {
  await scene.world.owner.mutate("archiveRoute", { id: scene.routeId });
  const { modelNotFound, newDenials } = await scene.replay();
  assert.deepEqual(modelNotFound, [{ errorCode: "model_not_found", requests: SPLITS + 1 }]);
  assert.deepEqual(newDenials, []);
}

async function revisions(scene: ReplayScene): Promise<void> {
  const { owner, tenantId } = scene.world;
  const { number } = scene;
  const equal = await scene.replay({ revision: number, baseline: number });
  assert.deepEqual([equal.revision.number, equal.baseline.number, equal.changedTargets], [number, number, []]);
  assert.equal(equal.unchanged, equal.compared);
  const missing = await owner.send(REPLAY, { input: { tenantId, revision: 999 } });
  assert.equal(missing.errors![0]!.extensions.code, "NOT_FOUND");
}

async function turns(scene: ReplayScene): Promise<void> {
  const { owner, tenantId, tenantUuid, plane: { db } } = scene.world;
  await db.$transaction(async (transaction) => {
    await transaction.$executeRaw`
      SELECT pg_advisory_xact_lock(hashtext('perpetuo_draft_replay'), hashtext(${tenantUuid}))`;
    const answer = await owner.send(REPLAY, { input: { tenantId } });
    assert.equal(answer.errors![0]!.extensions.code, "RATE_LIMITED");
  });
  assert.equal((await scene.replay({ last: 5 })).replayed, 5);
  const clock = { now: Date.now, monotonic: () => 0, delay: () => Promise.resolve() };
  const call = { actor: SYSTEM, dependencies: { db, searchDb: db, clock } } as unknown as Call;
  const input = { tenantId: tenantUuid, projectId: null, filter: null };
  await assert.rejects(replayDraft(call, input, AbortSignal.abort(new Error("gone"))), /gone/);
}

async function refusals({ world: { owner, plane, tenantId } }: ReplayScene): Promise<void> {
  const other = await plane.db.tenant.create({ data: { name: "Other", slug: "other" } });
  const project = await plane.db.project.create({ data: { tenantId: other.id, name: "theirs" } });
  const projectId = btoa(`Project:${project.id}`);
  const theirs = await owner.send(REPLAY, { input: { tenantId, projectId } });
  assert.equal(theirs.errors![0]!.extensions.code, "NOT_FOUND");
  const many = await owner.send(REPLAY, { input: { tenantId, last: 50_001 } });
  assert.equal(many.errors![0]!.extensions.code, "VALIDATION");
}
