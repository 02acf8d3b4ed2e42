import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import type { GraphqlData } from "../testing/api.ts";
import { makeOperationWorld, type OperationWorld } from "../testing/operation_world.ts";
import { startTestControlPlane } from "../testing/test_control_plane.ts";

const EXPLAIN = `query ($input: ExplainRouteInput!) {
  explainRoute(input: $input) {
    revision { number } match { kind routeName alias message }
    walk {
      __typename pointer candidate
      ... on RouteSplitStep { chose moved decidedBy stickyBy stickyValue children { pointer weight } }
      ... on RouteCheapestStep { order children { pointer score } }
      ... on RouteWhenStep { holds condition { field operator expected value holds } }
    }
    candidates { position provider model providerKind openUntil priceNanoUsd trouble { errorClass } refusal { policyName limit } }
    limits { policyName isKeysOwn limit enforced verdict max amount used remaining unknownBecause }
    deniedBy { policyName limit retryAfterMs }
    tokens { input output isOutputAssumed } costNanoUsd reservedNanoUsd degradation
    answer { allowed errorCode status message } unknowns { part }
  }
}`;

const target = (model: string) => ({ type: "target", provider: "mock", model });

test("explainRoute tells what decides about a request", async (t) => {
  await using plane = await startTestControlPlane();
  const world = await makeOperationWorld(plane);
  await world.owner.mutate("createRoute", {
    projectId: world.projectId,
    name: "smart",
    aliases: ["gpt-*", "gpt-4*"],
    tree: {
      type: "split",
      stickyBy: "end_user",
      children: [{ weight: 9, node: target("big") }, {
        weight: 1,
        node: { type: "cheapest", children: [target("small")] },
      }],
    },
  }, "route { id }");
  await t.step("how the model was understood", () => matches(world));
  await t.step("a split, what it is sticky by, and that chance would decide without it", () => splits(world));
  await t.step(
    "conditions with what they looked at, from the body as the gateway reads it",
    () => conditions(world),
  );
  await t.step("how counters stand, which of them denies, and nothing is reserved", () => counters(world));
  await t.step("targets that are left alone, and the answer when all are", () => circuits(world));
  await t.step("a key's own limits, and that it is revoked", () => keys(world));
  await t.step("the draft against a revision that has no such route", () => revisions(world));
  await t.step("what is asked wrongly", () => refusals(world));
});

async function explain(
  { owner, tenantId, projectId }: OperationWorld,
  request: Record<string, unknown>,
  input: Record<string, unknown> = {},
): Promise<GraphqlData> {
  return (await owner.data(EXPLAIN, { input: { tenantId, projectId, request, ...input } })).explainRoute;
}

async function matches(world: OperationWorld): Promise<void> {
  const cases: [string, string, string | null, string | null][] = [
    ["smart", "ROUTE_NAME", "smart", null],
    ["gpt-4o", "ALIAS_PREFIX", "smart", "gpt-4*"],
    ["gpt-5", "ALIAS_PREFIX", "smart", "gpt-*"],
    ["mock/demo", "DIRECT", null, null],
    ["nobody/demo", "MODEL_NOT_FOUND", null, null],
  ];
  for (const [model, kind, routeName, alias] of cases) {
    const { match } = await explain(world, { model });
    assert.deepEqual([match.kind, match.routeName, match.alias], [kind, routeName, alias], model);
  }
  const { match, answer, candidates, walk } = await explain(world, { model: "nothing" });
  assert.match(match.message, /no slash/);
  assert.deepEqual([answer.allowed, answer.errorCode, answer.status], [false, "model_not_found", 404]);
  assert.deepEqual([candidates, walk], [[], []]);
}

async function splits(world: OperationWorld): Promise<void> {
  const sticky = await explain(world, { model: "smart", endUser: "zoe", estimatedTokens: 1_000, maxTokens: 100 });
  const [split] = sticky.walk;
  assert.deepEqual([split.__typename, split.pointer, split.decidedBy, split.stickyValue], [
    "RouteSplitStep",
    "",
    "STICKY",
    "zoe",
  ]);
  assert.deepEqual(split.children, [{ pointer: "/children/0/node", weight: 9 }, {
    pointer: "/children/1/node",
    weight: 1,
  }]);
  assert.deepEqual(
    await explain(world, { model: "smart", endUser: "zoe", estimatedTokens: 1_000, maxTokens: 100 }),
    sticky,
  );
  // At the mock's price: $0.50 and $1.50 for a million.
  assert.deepEqual([sticky.costNanoUsd, sticky.tokens], [
    `${1_000 * 500 + 100 * 1_500}`,
    { input: 1_000, output: 100, isOutputAssumed: false },
  ]);
  const chance = await explain(world, { model: "smart" });
  assert.deepEqual([chance.walk[0].decidedBy, chance.walk[0].chose], ["CHANCE", "/children/0/node"]);
  assert.deepEqual(chance.unknowns.map(({ part }: GraphqlData) => part), [
    "API_KEY_NOT_GIVEN",
    "TOKENS_NOT_GIVEN",
    "SPLIT_BY_CHANCE",
  ]);
}

async function conditions(world: OperationWorld): Promise<void> {
  const condition = { type: "field", field: "estimated_tokens", operator: "at_least", value: 50 };
  const tree = {
    type: "when",
    condition,
    then: { type: "cheapest", children: [target("big")] },
    else: target("small"),
  };
  const { projectId, owner } = world;
  await owner.mutate("createRoute", { projectId, name: "sized", tree }, "route { id }");
  const body = {
    model: "sized",
    messages: [{ role: "user", content: "word ".repeat(100) }],
    max_tokens: 7,
    user: "zoe",
  };
  const long = await explain(world, { body });
  assert.equal(long.tokens.output, 7);
  const [when, cheapest, reached] = long.walk;
  assert.deepEqual([when.holds, when.condition.operator, when.condition.expected], [true, "at_least", 50]);
  assert.equal(when.condition.value, long.tokens.input);
  assert.deepEqual([cheapest.order, cheapest.children.length], [["/then/children/0"], 1]);
  assert.equal(`${cheapest.children[0].score}`, long.costNanoUsd);
  assert.deepEqual([reached.pointer, reached.candidate], ["/then/children/0", 0]);
  const short = await explain(world, { body: { ...body, messages: [{ role: "user", content: "word" }] } });
  assert.deepEqual([short.walk[0].holds, short.candidates[0].model], [false, "small"]);
}

async function counters(world: OperationWorld): Promise<void> {
  const { owner, tenantId, tenantUuid, plane } = world;
  const input = { tenantId, scope: { type: "TENANT" }, action: "BLOCK", onLimiterLoss: "CLOSED" };
  const limits = [{ type: "CONCURRENT_REQUESTS", max: 1 }, { type: "SPEND", period: "DAY", maxNanoUsd: "1000000" }];
  const { policy } = await owner.mutate("createPolicy", { ...input, name: "narrow", limits }, "policy { id }");
  const ledger = plane.transport.reservationLedger;
  const counterKey = `${decodeGlobalId("Policy", policy.id, "id")}:concurrent_requests:tenant`;
  const claim = { type: "concurrent_requests", counterKey, max: 1, enforced: true, amount: 1 } as const;
  const request = { model: "mock/demo", estimatedTokens: 100, maxTokens: 10 };
  const free = await explain(world, request);
  assert.deepEqual([free.answer.allowed, free.deniedBy, free.reservedNanoUsd], [true, null, "65000"]);
  await eventually(async () =>
    (await ledger.reserve(tenantUuid, [{ id: "one", owner: "test", claims: [claim] }], 60_000)).state === "initialised"
  );
  const before = await ledger.read(tenantUuid, [claim]);
  const full = await explain(world, request);
  const concurrency = full.limits.find(({ limit }: GraphqlData) => limit === "concurrent_requests");
  assert.deepEqual(concurrency, {
    policyName: "narrow",
    isKeysOwn: false,
    limit: "concurrent_requests",
    enforced: true,
    verdict: "DENIED",
    max: "1",
    amount: "1",
    used: "1",
    remaining: "0",
    unknownBecause: null,
  });
  assert.deepEqual([full.deniedBy.policyName, full.deniedBy.limit], ["narrow", "concurrent_requests"]);
  assert.deepEqual([full.answer.errorCode, full.answer.status], ["concurrency_limit_exceeded", 429]);
  assert.match(full.answer.message, /'narrow' allows 1 requests at a time/);
  // A budget that is too small for it is longer in the way than a place that becomes free.
  const dear = await explain(world, { ...request, maxTokens: 1_000 });
  assert.equal(dear.answer.errorCode, "budget_exceeded");
  assert.deepEqual(await ledger.read(tenantUuid, [claim]), before, "nothing was reserved");
  const { read } = ledger;
  ledger.read = () => Promise.resolve({ state: "uninitialised" });
  const lost = await explain(world, request);
  ledger.read = read;
  assert.deepEqual([lost.answer.errorCode, lost.answer.status], ["limiter_unavailable", 503]);
  assert.equal(lost.limits.find(({ limit }: GraphqlData) => limit === "spend_day").unknownBecause, "UNINITIALISED");
  await owner.mutate("archivePolicy", { id: policy.id });
}

async function circuits(world: OperationWorld): Promise<void> {
  const { tenantUuid: tenantId, plane } = world;
  const origin = { instance: "gateway-a", tenantId, provider: "mock", providerKind: "mock" } as const;
  const open = { state: "open", errorClass: "timeout", attempts: 10, failures: 9, troubledMs: 0 } as const;
  const board = plane.transport.breakerBoard;
  await board.publish({ type: "circuit", ...origin, model: "big", ...open }, 30_000);
  const moved = await explain(world, { model: "smart" });
  assert.deepEqual([moved.walk[0].moved, moved.walk[0].chose], [true, "/children/1/node"]);
  assert.deepEqual(moved.candidates.map(({ model }: GraphqlData) => model), ["small"]);
  await board.publish({ type: "circuit", ...origin, model: "small", ...open }, 30_000);
  const away = await explain(world, { model: "smart" });
  assert.deepEqual([away.answer.errorCode, away.answer.status], ["upstream_circuit_open", 503]);
  assert.equal(away.candidates[0].trouble.errorClass, "timeout");
  assert.match(away.degradation[0], /is left alone until/);
}

async function keys(world: OperationWorld): Promise<void> {
  const { owner, projectId } = world;
  const limits = [{ type: "ALLOWED_MODELS", models: ["other"] }];
  const { apiKey } = await owner.mutate("createApiKey", { projectId, name: "narrow key", limits }, "apiKey { id }");
  const narrow = await explain(world, { model: "mock/demo" }, { apiKeyId: apiKey.id });
  const own = narrow.limits.filter(({ isKeysOwn }: GraphqlData) => isKeysOwn);
  assert.deepEqual(own.map(({ policyName, limit, verdict }: GraphqlData) => [policyName, limit, verdict]), [
    ["narrow key", "allowed_models", "DENIED"],
  ]);
  assert.deepEqual([narrow.answer.errorCode, narrow.candidates[0].refusal.policyName], [
    "model_not_allowed",
    "narrow key",
  ]);
  await owner.mutate("revokeApiKey", { id: apiKey.id });
  const revoked = await explain(world, { model: "mock/demo" }, { apiKeyId: apiKey.id });
  assert.deepEqual([revoked.answer.errorCode, revoked.answer.status], ["api_key_revoked", 401]);
}

async function revisions(world: OperationWorld): Promise<void> {
  const draft = await explain(world, { model: "smart" });
  assert.equal(draft.revision, null);
  const published = await explain(world, { model: "smart" }, { revision: 1 });
  assert.deepEqual([published.revision.number, published.match.kind], [1, "MODEL_NOT_FOUND"]);
}

async function refusals({ owner, tenantId, projectId, apiKeyId, fresh }: OperationWorld): Promise<void> {
  const codeOf = async (input: Record<string, unknown>) => {
    const request = { model: "mock/demo" };
    const answer = await owner.send(EXPLAIN, { input: { tenantId, projectId, request, ...input } });
    return answer.errors![0]!.extensions.code;
  };
  assert.equal(await codeOf({ revision: 999 }), "NOT_FOUND");
  assert.equal(await codeOf({ request: {} }), "VALIDATION");
  assert.equal(await codeOf({ projectId: await fresh.projectId(), apiKeyId }), "NOT_FOUND", "another project's key");
}
