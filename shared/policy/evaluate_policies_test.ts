import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { Limit, Policy, PolicyScope } from "../contracts/policy.ts";
import { evaluatePolicies, NOTHING_APPLIES } from "./evaluate_policies.ts";
import { CLAIMED_TOKENS_MAX, type PolicyRequest } from "./policy_evaluation.ts";
import { PolicyIndex } from "./policy_index.ts";
import { idOf, KEY, policyOf, PROJECT, requestOf, targetOf } from "./testing/policy_fixture.ts";

function evaluate(policies: Policy[], request: PolicyRequest = requestOf(), timeZone = "UTC") {
  return evaluatePolicies(new PolicyIndex(policies, timeZone), request);
}

const rpm: Limit = { type: "requests_per_minute", max: 10 };
const tpm: Limit = { type: "tokens_per_minute", max: 5_000 };
const daily: Limit = { type: "spend", period: "day", maxNanoUsd: 1_000_000 };

/** The keys of the counters that a request takes from under a policy of this scope; empty where it does not apply. */
function keysUnder(scope: PolicyScope, subject: Partial<PolicyRequest["subject"]> = {}): string[] {
  return evaluate([policyOf([rpm], { scope })], requestOf({ subject })).claims.map((claim) => claim.counterKey);
}

test("evaluatePolicies() claims nothing where nothing applies", () => {
  assert.equal(evaluate([]), NOTHING_APPLIES);
  const onlyAnother = policyOf([rpm], { scope: { type: "project", projectId: idOf(7) } });
  assert.equal(evaluate([onlyAnother]), NOTHING_APPLIES);
});

test("evaluatePolicies() claims no more tokens than sums of them are exact with, whatever a client asks for", () => {
  const asked = requestOf({ outputTokensMax: Number.MAX_SAFE_INTEGER });
  const { claims, estimate } = evaluate([policyOf([tpm])], asked);
  assert.deepEqual([claims[0]!.amount, estimate.tokens], [CLAIMED_TOKENS_MAX, CLAIMED_TOKENS_MAX]);
});

test("evaluatePolicies() matches each scope, and names its counters", () => {
  const prefix = `${idOf(1)}:requests_per_minute`;
  const otherId = idOf(9);
  assert.deepEqual(keysUnder({ type: "tenant" }), [`${prefix}:tenant`]);
  assert.deepEqual(keysUnder({ type: "project", projectId: PROJECT }), [`${prefix}:project:${PROJECT}`]);
  assert.deepEqual(keysUnder({ type: "project", projectId: otherId }), []);
  assert.deepEqual(keysUnder({ type: "api_key" }), [`${prefix}:api_key:${KEY}`]);
  assert.deepEqual(keysUnder({ type: "api_key" }, { apiKeyId: otherId }), [`${prefix}:api_key:${otherId}`]);
  assert.deepEqual(keysUnder({ type: "api_key", apiKeyId: KEY }), [`${prefix}:api_key:${KEY}`]);
  assert.deepEqual(keysUnder({ type: "api_key", apiKeyId: otherId }), []);
  assert.deepEqual(keysUnder({ type: "end_user" }), []);
  assert.deepEqual(keysUnder({ type: "end_user" }, { endUser: "anna@x" }), [`${prefix}:end_user:anna%40x`]);
  const ofProject = { type: "end_user", projectId: PROJECT } as const;
  assert.deepEqual(keysUnder(ofProject, { endUser: "anna" }), [`${prefix}:end_user:anna`]);
  assert.deepEqual(keysUnder(ofProject, { endUser: "anna", projectId: otherId }), []);
});

test("evaluatePolicies() keeps the counters of keys and projects apart when it is asked again", () => {
  const index = new PolicyIndex([
    policyOf([rpm, tpm], { scope: { type: "api_key" } }),
    policyOf([rpm], { id: idOf(2), scope: { type: "project", projectId: PROJECT } }),
  ], "UTC");
  const key = { apiKeyId: KEY, name: "laptop", limits: [daily] };
  const claimed = (subject: Partial<PolicyRequest["subject"]>, own: PolicyRequest["key"] = key) =>
    evaluatePolicies(index, requestOf({ subject, key: own })).claims.map(({ counterKey }) => counterKey);
  const ofKey = (apiKeyId: string) => [
    `${idOf(1)}:requests_per_minute:api_key:${apiKeyId}`,
    `${idOf(1)}:tokens_per_minute:api_key:${apiKeyId}`,
  ];
  const own = `${KEY}:spend_day:api_key:${KEY}`;
  const ofProject = `${idOf(2)}:requests_per_minute:project:${PROJECT}`;
  const whole = [...ofKey(KEY), ofProject, own];
  assert.deepEqual([claimed({}), claimed({})], [whole, whole]);
  assert.deepEqual(claimed({ projectId: idOf(9) }), [...ofKey(KEY), own], "another project by the same key");
  assert.deepEqual(
    claimed({ apiKeyId: idOf(8) }),
    [...ofKey(idOf(8)), ofProject, own],
    "another subject by the same key",
  );
  assert.deepEqual(claimed({}, { ...key, limits: [] }), [...ofKey(KEY), ofProject], "the key as it is known anew");
  assert.deepEqual(claimed({}), whole);
});

test("evaluatePolicies() matches a model by what was asked and by every target that may be reached", () => {
  const targets = [targetOf("openai/gpt-4o"), targetOf("anthropic/claude-opus-4")];
  const matches = (model: string, projectId?: string) =>
    keysUnder({ type: "model", model, projectId }, { modelAsked: "chat", targets }).length === 1;
  for (const model of ["chat", "gpt-4o", "openai/gpt-4o", "claude-opus-4", "anthropic/claude-opus-4"]) {
    assert.ok(matches(model), model);
    assert.ok(matches(model, PROJECT), model);
    assert.ok(!matches(model, idOf(9)), model);
  }
  for (const model of ["gpt-4", "4o", "openai/claude-opus-4", "openai", "anthropic/gpt-4o", "opena/igpt-4o"]) {
    assert.ok(!matches(model), model);
  }
  const [key] = keysUnder({ type: "model", model: "openai/gpt-4o" }, { targets });
  assert.equal(key, `${idOf(1)}:requests_per_minute:model:openai%2Fgpt-4o`);
});

test("evaluatePolicies() claims requests, places, tokens and spend, and tells where each comes from", () => {
  const concurrent: Limit = { type: "concurrent_requests", max: 3 };
  const observing = { action: "observe", onLimiterLoss: "closed", name: "watch" } as const;
  const { claims, sources, estimate } = evaluate([policyOf([rpm, concurrent, tpm, daily], observing)]);
  const keyOf = (limit: string) => `${idOf(1)}:${limit}:tenant`;
  const [periodStart, periodEnd] = [Date.parse("2026-11-26T00:00Z"), Date.parse("2026-11-27T00:00Z")];
  const enforced = false;
  assert.deepEqual(claims, [
    { type: "requests_per_minute", counterKey: keyOf("requests_per_minute"), max: 10, enforced, amount: 1 },
    { type: "concurrent_requests", counterKey: keyOf("concurrent_requests"), max: 3, enforced, amount: 1 },
    { type: "tokens_per_minute", counterKey: keyOf("tokens_per_minute"), max: 5_000, enforced, amount: 150 },
    {
      ...{ type: "spend", counterKey: keyOf("spend_day"), max: 1_000_000, enforced, amount: 150 },
      ...{ period: "day", periodStart, periodEnd },
    },
  ]);
  const source = { policyId: idOf(1), policyName: "watch", enforced, onLimiterLoss: "closed", model: null };
  assert.deepEqual(sources, [
    { ...source, limit: "requests_per_minute", max: 10 },
    { ...source, limit: "concurrent_requests", max: 3 },
    { ...source, limit: "tokens_per_minute", max: 5_000 },
    { ...source, limit: "spend_day", max: 1_000_000 },
  ]);
  assert.deepEqual(estimate, { tokens: 150, nanoUsd: 150 });
});

test("evaluatePolicies() reckons a budget's period in the tenant's time zone", () => {
  const [claim] = evaluate([policyOf([daily])], requestOf(), "Asia/Tokyo").claims;
  assert.ok(claim?.type === "spend");
  assert.equal(claim.periodStart, Date.parse("2026-11-25T15:00Z"));
  assert.equal(claim.periodEnd, Date.parse("2026-11-26T15:00Z"));
});

test("evaluatePolicies() adds a key's own limits, which block and survive a loss by their local slice", () => {
  const request = requestOf({ key: { limits: [rpm, { type: "max_tokens_per_request", max: 100 }] } });
  const { sources, refusal } = evaluate([policyOf([tpm])], request);
  assert.deepEqual(refusal?.details, { policy: "laptop", max: 100 });
  assert.deepEqual(sources, []);
  const within = evaluate([policyOf([tpm])], requestOf({ key: { limits: [rpm] } }));
  assert.deepEqual(within.claims.map((claim) => claim.counterKey), [
    `${idOf(1)}:tokens_per_minute:tenant`,
    `${KEY}:requests_per_minute:api_key:${KEY}`,
  ]);
  const head = { policyId: KEY, policyName: "laptop", enforced: true, onLimiterLoss: "local_slice", model: null };
  assert.deepEqual(within.sources[1], { ...head, limit: "requests_per_minute", max: 10 });
});

test("evaluatePolicies() takes the tightest of a key's limits that an old document repeats", () => {
  const limits: Limit[] = [{ ...rpm, max: 9 }, { ...rpm, max: 4 }, { ...rpm, max: 6 }];
  const { claims } = evaluate([], requestOf({ key: { limits } }));
  assert.deepEqual(claims.map((claim) => claim.max), [4]);
});

test("evaluatePolicies() assumes each policy's own output tokens where the request names no maximum", () => {
  const policies = [
    policyOf([tpm], { id: idOf(1) }),
    policyOf([tpm, daily], { id: idOf(2), assumedOutputTokens: 8 }),
  ];
  const { claims, estimate } = evaluate(policies, requestOf({ outputTokensMax: null }));
  assert.deepEqual(claims.map((claim) => claim.amount), [1_124, 108, 108]);
  assert.deepEqual(estimate, { tokens: 1_124, nanoUsd: 108 });
});

test("evaluatePolicies() reserves the price of the dearest target, and nothing where none has a price", () => {
  const targets = ["a/1", "b/1", "c/1"].map(targetOf);
  const prices: Record<string, number | null> = { a: 3, b: 8, c: null };
  const asked: unknown[] = [];
  const request = requestOf({
    subject: { targets },
    price: (target, tokens) => (asked.push(tokens), prices[target.provider]!),
  });
  const { claims, estimate } = evaluate([policyOf([daily])], request);
  assert.deepEqual([claims[0]?.amount, estimate.nanoUsd], [8, 8]);
  assert.deepEqual(asked, [0, 1, 2].map(() => ({ input: 100, output: 50 })));

  const unpriced = evaluate([policyOf([daily, tpm])], requestOf({ price: () => null }));
  assert.deepEqual(unpriced.claims.map((claim) => claim.amount), [0, 150]);
  assert.deepEqual(unpriced.estimate, { tokens: 150, nanoUsd: null });
});

test("evaluatePolicies() asks for no price where there is no budget", () => {
  const request = requestOf({ price: () => assert.fail("asked") });
  assert.equal(evaluate([policyOf([rpm, tpm])], request).estimate.nanoUsd, 0);
});

test("PolicyIndex refuses a time zone that is none, as soon as there is a budget", () => {
  assert.throws(() => new PolicyIndex([policyOf([daily])], "Mars/Olympus"), RangeError);
  const index = new PolicyIndex([policyOf([rpm])], "Mars/Olympus");
  assert.equal(evaluatePolicies(index, requestOf()).claims.length, 1);
});

test("PolicyIndex keeps the keys that share a list of limits apart", () => {
  const index = new PolicyIndex([], "UTC");
  const limits = [rpm];
  const keyOf = (apiKeyId: string) =>
    evaluatePolicies(index, requestOf({ key: { apiKeyId, limits }, subject: { apiKeyId } })).claims[0]?.counterKey;
  assert.equal(keyOf(idOf(5)), `${idOf(5)}:requests_per_minute:api_key:${idOf(5)}`);
  assert.equal(keyOf(idOf(6)), `${idOf(6)}:requests_per_minute:api_key:${idOf(6)}`);
});
