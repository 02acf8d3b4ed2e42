import assert from "node:assert/strict";
import { configContent } from "../../shared/contracts/config_revision.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { evaluatePolicies } from "../../shared/policy/evaluate_policies.ts";
import { PolicyIndex } from "../../shared/policy/policy_index.ts";
import { TransportError } from "../../shared/transport/transport_error.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { toApiKeyEntry } from "../publishing/feed_entry.ts";
import { type OperationWorld, startOperationWorld, TENANT_POLICY } from "../testing/operation_world.ts";

const LIMITS = [
  { type: "REQUESTS_PER_MINUTE", max: 10 },
  { type: "MAX_TOKENS_PER_REQUEST", max: 4_000 },
  { type: "TOKENS_PER_MINUTE", max: 1_000 },
  { type: "CONCURRENT_REQUESTS", max: 2 },
  { type: "SPEND", period: "MONTH", maxNanoUsd: "5000" },
];

const COUNTER = "limit { type max maxNanoUsd } state unknownBecause max used reserved remaining resetsAt";
const PAGE = `edges { cursor node { apiKey { id } endUser counters { ${COUNTER} } } } pageInfo { hasNextPage }`;

interface Counter {
  limit: { type: string };
  used: string | null;
  reserved: string | null;
  remaining: string | null;
  resetsAt: string | null;
}

async function makePolicy({ owner, tenantId, name }: OperationWorld, scope: object): Promise<string> {
  const input = { tenantId, name: name(), ...TENANT_POLICY, scope, limits: LIMITS };
  return (await owner.mutate("createPolicy", input, "policy { id }")).policy.id;
}

async function readPage({ owner }: OperationWorld, id: string, args = "first: 20") {
  const query = `query ($id: ID!) { node(id: $id) { ... on Policy { counters(${args}) { ${PAGE} } } } }`;
  const { counters } = (await owner.data(query, { id })).node;
  return { ...counters, nodes: counters.edges.map(({ node }: { node: unknown }) => node) };
}

/** Reserves what a gateway would for a request of the seeded key, of 100 tokens and 700 nano-dollars. */
async function reserve({ plane, tenantUuid }: OperationWorld, endUser: string | null) {
  const { document } = await plane.db.revision.findFirstOrThrow({ orderBy: { number: "desc" } });
  const { policies, timeZone } = configContent.parse(document);
  const apiKey = toApiKeyEntry(await plane.db.apiKey.findFirstOrThrow({ orderBy: { id: "asc" } }));
  const targets = [{ type: "target" as const, provider: "mock", model: "demo" }];
  const { projectId, apiKeyId } = apiKey;
  const evaluation = evaluatePolicies(new PolicyIndex(policies, timeZone), {
    subject: { projectId, apiKeyId, endUser, modelAsked: "smart", targets },
    key: apiKey,
    inputTokens: 60,
    outputTokensMax: 40,
    price: () => 700,
    nowMs: Date.now(),
  });
  const ledger = plane.transport.reservationLedger;
  await eventually(async () => (await ledger.epochs([tenantUuid]))[0]);
  const reservation = { id: uuidv7(Date.now()), owner: "gateway-a", claims: evaluation.claims };
  const answer = await ledger.reserve(tenantUuid, [reservation], 60_000);
  assert.ok(answer.state === "initialised" && answer.value[0]?.status === "reserved", JSON.stringify(answer));
  return reservation;
}

function amounts(counters: Counter[]) {
  return counters.map(({ limit, used, reserved, remaining }) => [limit.type, used, reserved, remaining]);
}

const UNTOUCHED = [
  ["REQUESTS_PER_MINUTE", "0", "0", "10"],
  ["TOKENS_PER_MINUTE", "0", "0", "1000"],
  ["CONCURRENT_REQUESTS", "0", "0", "2"],
  ["SPEND", "0", "0", "5000"],
];
const RESERVED = [
  ["REQUESTS_PER_MINUTE", "1", "0", "9"],
  ["TOKENS_PER_MINUTE", "100", "0", "900"],
  ["CONCURRENT_REQUESTS", "1", "1", "1"],
  ["SPEND", "700", "700", "4300"],
];

test("Policy.counters and ApiKey.counters tell what gateways have reserved and settled, whomever a policy counts", async () => {
  await using made = await startOperationWorld();
  const { plane, world } = made;
  const { owner, tenantId, projectId, apiKeyId, fresh } = world;
  const otherKey = await fresh.apiKeyId();
  await owner.mutate("updateApiKey", { id: apiKeyId, limits: LIMITS });
  const ids = {
    tenant: await makePolicy(world, { type: "TENANT" }),
    project: await makePolicy(world, { type: "PROJECT", projectId }),
    key: await makePolicy(world, { type: "API_KEY", apiKeyId }),
    keys: await makePolicy(world, { type: "API_KEY" }),
    users: await makePolicy(world, { type: "END_USER", projectId }),
    model: await makePolicy(world, { type: "MODEL", model: "smart" }),
    otherModel: await makePolicy(world, { type: "MODEL", model: "other" }),
  };
  assert.deepEqual((await readPage(world, ids.tenant)).nodes, [], "not published");
  await owner.mutate("publishConfig", { tenantId });
  const reservation = await reserve(world, "Zoë/1");

  for (const id of [ids.tenant, ids.project, ids.key, ids.model]) {
    const { nodes } = await readPage(world, id);
    assert.deepEqual(nodes.map(({ apiKey, endUser }: Record<string, unknown>) => [apiKey, endUser]), [[null, null]]);
    assert.deepEqual(amounts(nodes[0].counters), RESERVED);
  }
  assert.deepEqual(amounts((await readPage(world, ids.otherModel)).nodes[0].counters), UNTOUCHED);
  const { nodes: perKey } = await readPage(world, ids.keys);
  assert.deepEqual(perKey.map(({ apiKey }: { apiKey: { id: string } }) => apiKey.id), [otherKey, apiKeyId]);
  assert.deepEqual(perKey.map(({ counters }: { counters: Counter[] }) => amounts(counters)), [UNTOUCHED, RESERVED]);
  assert.deepEqual((await readPage(world, ids.users)).nodes, []);
  const user = (await readPage(world, ids.users, 'endUser: "Zoë/1"')).nodes[0];
  assert.deepEqual([user.endUser, amounts(user.counters)], ["Zoë/1", RESERVED]);
  assert.deepEqual(amounts((await readPage(world, ids.users, 'endUser: "nobody"')).nodes[0].counters), UNTOUCHED);
  const readKey = async () =>
    (await owner.data(`query ($id: ID!) { node(id: $id) { ... on ApiKey { counters { ${COUNTER} } } } }`, {
      id: apiKeyId,
    })).node.counters;
  assert.deepEqual(amounts(await readKey()), RESERVED);

  const claims = reservation.claims.map((claim) => claim.type === "spend" ? { ...claim, amount: 6_000 } : claim);
  await plane.transport.reservationLedger.settle(world.tenantUuid, [{ id: reservation.id, claims }], null);
  const [requests, tokens, concurrent, spend] = await readKey();
  assert.deepEqual(amounts([requests, tokens, concurrent, spend]), [
    ["REQUESTS_PER_MINUTE", "1", "0", "9"],
    ["TOKENS_PER_MINUTE", "100", "0", "900"],
    ["CONCURRENT_REQUESTS", "0", "0", "2"],
    ["SPEND", "6000", "0", "0"],
  ]);
  assert.equal(concurrent.resetsAt, null);
  const now = new Date();
  assert.equal(Date.parse(spend.resetsAt), Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1), spend.resetsAt);
  const inMs = Date.parse(requests.resetsAt) - now.getTime();
  assert.ok(inMs > 0 && inMs <= 61_000, requests.resetsAt);
});

test("Policy.counters page through the keys in use", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const keys = [
    world.apiKeyId,
    await world.fresh.apiKeyId(),
    await world.fresh.apiKeyId(),
    await world.fresh.apiKeyId(),
  ];
  await world.owner.mutate("revokeApiKey", { id: keys[2] });
  const newestFirst = [keys[3], keys[1], keys[0]];
  const id = await makePolicy(world, { type: "API_KEY" });
  await world.owner.mutate("publishConfig", { tenantId: world.tenantId });
  const page = async (args: string) => {
    const { nodes, pageInfo, edges } = await readPage(world, id, args);
    const ids = nodes.map(({ apiKey }: { apiKey: { id: string } }) => apiKey.id);
    return { ids, more: pageInfo.hasNextPage, end: edges.at(-1)?.cursor };
  };
  const first = await page("first: 2");
  assert.deepEqual([first.ids, first.more], [newestFirst.slice(0, 2), true]);
  const second = await page(`first: 2, after: "${first.end}"`);
  assert.deepEqual([second.ids, second.more], [newestFirst.slice(2), false]);
  assert.deepEqual((await page(`last: 1, before: "${second.end}"`)).ids, [newestFirst[1]]);
  const query = `query ($id: ID!) { node(id: $id) { ... on Policy { counters(after: "x") { ${PAGE} } } } }`;
  assert.equal((await world.owner.send(query, { id })).errors?.[0]?.extensions.code, "VALIDATION");
});

test("Policy.counters say what gateways keep to, not what the draft has", async () => {
  await using made = await startOperationWorld();
  const { world } = made;
  const { owner, tenantId } = world;
  const id = await makePolicy(world, { type: "TENANT" });
  await owner.mutate("publishConfig", { tenantId });
  await owner.mutate("updatePolicy", { id, limits: [{ type: "CONCURRENT_REQUESTS", max: 7 }] });
  assert.deepEqual((await readPage(world, id)).nodes[0].counters.map(({ max }: { max: string }) => max), [
    "10",
    "1000",
    "2",
    "5000",
  ]);
  await owner.mutate("publishConfig", { tenantId });
  assert.deepEqual((await readPage(world, id)).nodes[0].counters.map(({ max }: { max: string }) => max), ["7"]);
  await owner.mutate("archivePolicy", { id });
  assert.equal((await readPage(world, id)).nodes.length, 1);
  await owner.mutate("publishConfig", { tenantId });
  assert.deepEqual((await readPage(world, id)).nodes, []);
});

test("Policy.counters are UNKNOWN, and why, while the ledger has forgotten or is away", async () => {
  await using made = await startOperationWorld();
  const { plane, world } = made;
  const id = await makePolicy(world, { type: "TENANT" });
  await world.owner.mutate("publishConfig", { tenantId: world.tenantId });
  const ledger = plane.transport.reservationLedger;
  const cases: [typeof ledger.read, string][] = [
    [() => Promise.resolve({ state: "uninitialised" }), "UNINITIALISED"],
    [() => Promise.reject(new TransportError("unreachable", "Redis does not answer")), "UNREACHABLE"],
    [() => Promise.reject(new Error("LOADING Redis is loading the dataset in memory")), "UNREACHABLE"],
  ];
  for (const [read, unknownBecause] of cases) {
    ledger.read = read;
    const { nodes } = await readPage(world, id);
    assert.equal(nodes[0].counters.length, 4);
    assert.deepEqual(nodes[0].counters[3], {
      limit: { type: "SPEND", max: null, maxNanoUsd: "5000" },
      state: "UNKNOWN",
      unknownBecause,
      max: "5000",
      used: null,
      reserved: null,
      remaining: null,
      resetsAt: null,
    });
  }
  assert.equal(plane.logLines.filter((line) => line.includes("counters_unreadable")).length, 1);
});
