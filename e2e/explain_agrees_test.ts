import assert from "node:assert/strict";
import { encodeGlobalId } from "../control-plane/graphql/global_id.ts";
import type { Api, GraphqlData } from "../control-plane/testing/api.ts";
import { eventually } from "../testing/eventually.ts";
import { test } from "../testing/test.ts";
import { startGatewayBesidePlane } from "./gateway_beside_plane.ts";

const target = (model: string, provider = "mock") => ({ type: "target", provider, model });

const TREE = {
  type: "when",
  condition: {
    type: "all",
    conditions: [
      { type: "field", field: "metadata.tier", operator: "equals", value: "gold" },
      { type: "field", field: "stream", operator: "equals", value: false },
    ],
  },
  then: { type: "fallback", children: [target("error-500"), { type: "cheapest", children: [target("large")] }] },
  else: {
    type: "split",
    stickyBy: "header.x-team",
    children: [{ weight: 1, node: target("small") }, { weight: 1, node: target("other") }],
  },
};

/** A request, and what is special about it. */
interface Asked {
  model: string;
  body?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** Of every way that a route, a name, a policy and a limit has to decide. */
const ASKED: readonly Asked[] = [
  { model: "smart", body: { metadata: { tier: "gold" } } },
  { model: "smart", body: { metadata: { tier: "gold" }, stream: true }, headers: { "x-team": "a" } },
  ...["a", "b", "c", "d", "e", "f"].map((team) => ({ model: "smart", headers: { "x-team": team } })),
  { model: "clever-4", headers: { "x-team": "a" } },
  { model: "smart-alias", headers: { "x-team": "b" } },
  { model: "mock/demo" },
  { model: "mock/" },
  { model: "nowhere" },
  { model: "nobody/model" },
  { model: "forbidden" },
  { model: "mock/banned" },
  { model: "mock/demo", body: { max_tokens: 60_000 } },
  { model: "mock/limited", body: { user: "zoe" } },
  { model: "mock/limited", body: { user: "zoe" } },
];

test("explainRoute says what the gateway then does, and an explanation of the record why", async (t) => {
  await using started = await startGatewayBesidePlane();
  const { plane, gatewayUrl } = started;
  const world = await configure(plane.owner);
  await eventually(async () => (await ask(gatewayUrl, world.secret, { model: "nowhere" })).revision === world.revision);
  const ids: string[] = [];
  for (const [index, asked] of ASKED.entries()) {
    await t.step(`request ${index}: ${JSON.stringify(asked)}`, async () => {
      const explained = await explain(plane.owner, world, asked);
      const answer = await ask(gatewayUrl, world.secret, asked);
      ids.push(answer.id);
      const { allowed, errorCode, status } = explained.answer;
      assert.deepEqual([errorCode, status], [answer.code, answer.status], JSON.stringify(explained.answer));
      // Seconds pass between the two.
      const timeless = (message: string) => message.replace(/\d+ s\./, "… s.");
      if (!allowed) return assert.equal(timeless(explained.answer.message), timeless(answer.message));
      const candidates = explained.candidates.map((one: GraphqlData) => `${one.provider}/${one.model}`);
      assert.equal(candidates[answer.attempts - 1], answer.target, `${candidates}`);
    });
  }
  await t.step(
    "the record of a fallback tells its walk, attempts, verdicts, revision and author in one query",
    async () => {
      const log = await recordOf(plane.owner, ids[0]!);
      const { explanation } = log;
      assert.deepEqual([explanation.match.kind, explanation.match.routeName], ["ROUTE_NAME", "smart"]);
      assert.deepEqual(explanation.walk.map(({ __typename, pointer }: GraphqlData) => [__typename, pointer]), [
        ["RouteWhenStep", ""],
        ["RouteFallbackStep", "/then"],
        ["RouteCheapestStep", "/then/children/1"],
        ["RouteTargetStep", "/then/children/1/children/0"],
      ]);
      const [tier, stream] = explanation.walk[0].condition.parts;
      assert.deepEqual([tier.field, tier.value, tier.holds, stream.value], ["metadata.tier", "gold", true, false]);
      assert.deepEqual(explanation.attempts.map(({ model, outcome }: GraphqlData) => [model, outcome]), [
        ["error-500", "FAILED"],
        ["large", "COMPLETED"],
      ]);
      assert.deepEqual(explanation.unknowns.map(({ part }: GraphqlData) => part), [
        "SCORES_NOT_RECORDED",
        "ATTEMPTS_PATHS_NOT_RECORDED",
      ]);
      assert.equal(`${explanation.revision.number}`, world.revision.split("-")[0]);
      assert.equal(explanation.revision.publishedBy.email, "owner@example.com");
    },
  );
  await t.step("the record of a denial names the policy", async () => {
    const { explanation } = await recordOf(plane.owner, ids.at(-1)!);
    const denied = explanation.verdicts.filter(({ verdict }: GraphqlData) => verdict === "denied");
    assert.deepEqual(denied.map(({ policyName, limit }: GraphqlData) => [policyName, limit]), [
      ["one a minute", "requests_per_minute"],
    ]);
    assert.deepEqual([explanation.outcome, explanation.errorCode], ["DENIED", "requests_limit_exceeded"]);
  });
});

interface World {
  tenantId: string;
  projectId: string;
  apiKeyId: string;
  secret: string;
  /** As answers carry it. */
  revision: string;
}

async function configure(owner: Api): Promise<World> {
  const { node: tenant } = (await owner.data(TENANT)).viewer.tenants.edges[0];
  const tenantId = tenant.id;
  const projectId = tenant.projects.edges[0].node.id;
  const key = await owner.mutate("createApiKey", { projectId, name: "app" }, "apiKey { id } secret");
  const route = (name: string, tree: unknown, aliases: string[] = []) =>
    owner.mutate("createRoute", { projectId, name, tree, aliases }, "route { id }");
  await route("smart", TREE, ["smart-alias", "clever-*"]);
  await route("forbidden", target("banned"));
  const policy = (name: string, limits: unknown[], scope: unknown = { type: "TENANT" }) =>
    owner.mutate(
      "createPolicy",
      { tenantId, name, scope, limits, action: "BLOCK", onLimiterLoss: "CLOSED" },
      "policy { id }",
    );
  const models = ["smart", "smart-alias", "clever-4", "demo", "limited"];
  await policy("models", [{ type: "ALLOWED_MODELS", models }]);
  await policy("size", [{ type: "MAX_TOKENS_PER_REQUEST", max: 50_000 }]);
  await policy("one a minute", [{ type: "REQUESTS_PER_MINUTE", max: 1 }], { type: "MODEL", model: "mock/limited" });
  const published = await owner.mutate("publishConfig", { tenantId }, "revision { number hash }");
  const { number, hash } = published.revision;
  const revision = `${number}-${hash.slice(0, 8)}`;
  return { tenantId, projectId, apiKeyId: key.apiKey.id, secret: key.secret, revision };
}

async function explain(owner: Api, world: World, { model, body, headers }: Asked): Promise<GraphqlData> {
  const { tenantId, projectId, apiKeyId } = world;
  const pairs = Object.entries(headers ?? {}).map(([name, value]) => ({ name, value }));
  const request = { body: bodyOf({ model, ...(body && { body }) }), headers: pairs };
  const data = await owner.data(EXPLAIN, { input: { tenantId, projectId, apiKeyId, request } });
  return data.explainRoute;
}

async function ask(url: string, secret: string, asked: Asked) {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json", ...asked.headers },
    body: JSON.stringify(bodyOf(asked)),
  });
  const text = await response.text();
  const error = response.ok ? null : JSON.parse(text).error;
  return {
    id: response.headers.get("x-request-id")!,
    status: response.status,
    code: error?.code ?? null,
    message: error?.message ?? null,
    target: response.headers.get("x-perpetuo-target"),
    attempts: Number(response.headers.get("x-perpetuo-attempts")),
    revision: response.headers.get("x-perpetuo-revision"),
  };
}

function bodyOf({ model, body }: Asked): Record<string, unknown> {
  return { model, messages: [{ role: "user", content: "Where would this go?" }], ...body };
}

async function recordOf(owner: Api, id: string): Promise<GraphqlData> {
  return await eventually(async () => {
    const { node } = await owner.data(RECORD, { id: encodeGlobalId("RequestLog", id) });
    return node;
  });
}

const TENANT = `{ viewer { tenants { edges { node { id projects { edges { node { id } } } } } } } }`;

const EXPLAIN = `query ($input: ExplainRouteInput!) {
  explainRoute(input: $input) {
    answer { allowed errorCode status message }
    candidates { provider model priceNanoUsd refusal { policyName } }
    walk { __typename pointer }
  }
}`;

const RECORD = `query ($id: ID!) {
  node(id: $id) {
    ... on RequestLog {
      requestId
      explanation {
        match { kind routeName } revision { number publishedBy { email } }
        walk {
          __typename pointer candidate
          ... on RouteWhenStep { holds condition { holds parts { field operator expected value holds } } }
        }
        attempts { model outcome }
        verdicts { policyName limit verdict } outcome errorCode unknowns { part }
      }
    }
  }
}`;
