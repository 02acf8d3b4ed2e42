import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { Limit, PolicyScope } from "../contracts/policy.ts";
import type { TokenCounts } from "../contracts/request_record.ts";
import { actualClaims, chargesBudget, type RequestUse } from "./actual_claims.ts";
import { evaluatePolicies } from "./evaluate_policies.ts";
import { CLAIMED_TOKENS_MAX } from "./policy_evaluation.ts";
import { PolicyIndex } from "./policy_index.ts";
import { policyOf, requestOf, targetOf } from "./testing/policy_fixture.ts";

const GPT = targetOf("openai/gpt-4o");
const CLAUDE = targetOf("anthropic/claude-opus-4");
const tokens: TokenCounts = { input: 90, output: 20, cacheRead: 40, cacheWrite: 0, reasoning: 5 };
const limits: Limit[] = [
  { type: "requests_per_minute", max: 10 },
  { type: "concurrent_requests", max: 10 },
  { type: "tokens_per_minute", max: 10_000 },
  { type: "spend", period: "day", maxNanoUsd: 1_000_000 },
];

function settled(scope: PolicyScope, used: Partial<RequestUse>, modelAsked = "chat") {
  const request = requestOf({ subject: { modelAsked, targets: [GPT, CLAUDE] } });
  const evaluation = evaluatePolicies(new PolicyIndex([policyOf(limits, { scope })], "UTC"), request);
  const actual = actualClaims(evaluation, { served: GPT, tokens, nanoUsd: 70, ...used });
  return Object.fromEntries(actual.map((claim) => [claim.type, claim.amount]));
}

test("actualClaims() puts what was used in place of the estimate, and ends the place among concurrent requests", () => {
  const tenant: PolicyScope = { type: "tenant" };
  assert.deepEqual(settled(tenant, {}), { requests_per_minute: 1, tokens_per_minute: 110, spend: 70 });
  assert.deepEqual(settled(tenant, { served: CLAUDE }), { requests_per_minute: 1, tokens_per_minute: 110, spend: 70 });
  assert.deepEqual(settled(tenant, { nanoUsd: null }), { requests_per_minute: 1, tokens_per_minute: 110, spend: 0 });
});

test("actualClaims() counts no more tokens than sums of them are exact with, whatever a provider tells", () => {
  const told = { ...tokens, output: Number.MAX_SAFE_INTEGER };
  assert.equal(settled({ type: "tenant" }, { tokens: told }).tokens_per_minute, CLAIMED_TOKENS_MAX);
});

test("actualClaims() gives tokens and spend of a model's policy back when another model served", () => {
  const scope: PolicyScope = { type: "model", model: "gpt-4o" };
  const whole = { requests_per_minute: 1, tokens_per_minute: 110, spend: 70 };
  assert.deepEqual(settled(scope, {}), whole);
  assert.deepEqual(settled(scope, { served: CLAUDE }), { requests_per_minute: 1 });
  assert.deepEqual(settled(scope, { served: null }), { requests_per_minute: 1 });
  assert.deepEqual(settled({ type: "model", model: "openai/gpt-4o" }, {}), whole);
});

test("actualClaims() charges a model's policy whatever served when the client asked for that name", () => {
  const scope: PolicyScope = { type: "model", model: "chat" };
  assert.equal(settled(scope, { served: CLAUDE }).spend, 70);
  assert.equal(settled({ type: "model", model: "gpt-4o" }, { served: CLAUDE }, "gpt-4o").spend, 70);
});

test("actualClaims() keeps the counter and the period that were reserved", () => {
  const evaluation = evaluatePolicies(new PolicyIndex([policyOf(limits)], "UTC"), requestOf());
  const reserved = evaluation.claims[3]!;
  const actual = actualClaims(evaluation, { served: GPT, tokens, nanoUsd: 70 });
  assert.deepEqual(actual.at(-1), { ...reserved, amount: 70 });
  assert.equal(reserved.amount, 150);
});

test("chargesBudget() tells the claims that a budget is charged by, and none that charges nothing", () => {
  const { claims } = evaluatePolicies(new PolicyIndex([policyOf(limits)], "UTC"), requestOf());
  assert.deepEqual(claims.filter(chargesBudget), [claims[3]]);
  const unpriced = claims.map((claim) => claim.type === "spend" ? { ...claim, amount: 0 } : claim);
  assert.deepEqual(unpriced.filter(chargesBudget), []);
});
