import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { Limit, Policy } from "../contracts/policy.ts";
import { evaluatePolicies } from "./evaluate_policies.ts";
import type { PolicyRequest } from "./policy_evaluation.ts";
import { PolicyIndex } from "./policy_index.ts";
import { idOf, policyOf, requestOf, targetOf } from "./testing/policy_fixture.ts";

const GPT = targetOf("openai/gpt-4o");
const CLAUDE = targetOf("anthropic/claude-opus-4");

function evaluate(policies: Policy[], request: PolicyRequest) {
  return evaluatePolicies(new PolicyIndex(policies, "UTC"), request);
}

function models(...names: string[]): Limit {
  return { type: "allowed_models", models: names };
}

function providers(...names: string[]): Limit {
  return { type: "allowed_providers", providers: names };
}

const both = requestOf({ subject: { targets: [GPT, CLAUDE] } });

test("evaluatePolicies() allows a model by the name asked for, by the target's, and as provider/model", () => {
  for (const name of ["chat", "gpt-4o", "openai/gpt-4o"]) {
    const { refusal, verdicts } = evaluate([policyOf([models("x", name)])], requestOf());
    assert.equal(refusal, null, name);
    assert.deepEqual(verdicts, [{ policyId: idOf(1), limit: "allowed_models", verdict: "allowed" }]);
  }
});

test("evaluatePolicies() refuses, and claims nothing, when no target has an allowed model", () => {
  const rpm: Limit = { type: "requests_per_minute", max: 10 };
  const { refusal, claims, sources, verdicts } = evaluate([policyOf([rpm, models("o3", "azure/gpt-4o")])], both);
  assert.deepEqual(refusal, {
    code: "model_not_allowed",
    policyId: idOf(1),
    limit: "allowed_models",
    details: { policy: "team blue", model: "chat" },
  });
  assert.deepEqual([claims, sources], [[], []]);
  assert.deepEqual(verdicts, [{ policyId: idOf(1), limit: "allowed_models", verdict: "denied" }]);
});

test("evaluatePolicies() lets a request pass to the targets that are allowed, and only to them", () => {
  const evaluation = evaluate([policyOf([models("claude-opus-4")])], both);
  assert.equal(evaluation.refusal, null);
  assert.equal(evaluation.refusalOf(CLAUDE), null);
  assert.deepEqual(evaluation.refusalOf(GPT)?.details, { policy: "team blue", model: "openai/gpt-4o" });
  assert.equal(evaluation.verdicts[0]?.verdict, "allowed");
});

test("evaluatePolicies() refuses providers by name", () => {
  const evaluation = evaluate([policyOf([providers("anthropic")])], both);
  assert.equal(evaluation.refusal, null);
  const refusal = evaluation.refusalOf(GPT);
  assert.deepEqual([refusal?.code, refusal?.details], [
    "provider_not_allowed",
    { policy: "team blue", provider: "openai" },
  ]);
  assert.equal(evaluate([policyOf([providers("azure")])], both).refusal?.code, "provider_not_allowed");
});

test("evaluatePolicies() refuses when policies leave no target between them, and says which refused the first", () => {
  const policies = [
    policyOf([providers("anthropic")], { id: idOf(1), name: "one" }),
    policyOf([providers("openai")], { id: idOf(2), name: "two" }),
  ];
  const { refusal, verdicts } = evaluate(policies, both);
  assert.deepEqual(refusal?.details, { policy: "one", provider: "openai" });
  assert.deepEqual(verdicts.map((verdict) => verdict.verdict), ["denied", "allowed"]);
});

test("evaluatePolicies() counts the most output, asked or assumed, into the tokens of a request", () => {
  const limit: Limit = { type: "max_tokens_per_request", max: 150 };
  const refusalOf = (outputTokensMax: number | null, assumedOutputTokens = 1_024) =>
    evaluate([policyOf([limit], { assumedOutputTokens })], requestOf({ outputTokensMax })).refusal;
  assert.equal(refusalOf(50), null);
  assert.equal(refusalOf(null, 50), null);
  for (const refusal of [refusalOf(51), refusalOf(null)]) {
    assert.deepEqual([refusal?.code, refusal?.details], ["max_tokens_exceeded", { policy: "team blue", max: 150 }]);
  }
});

test("evaluatePolicies() refuses nothing for a policy that observes, and says what it saw", () => {
  const limits: Limit[] = [models("o3"), providers("openai"), { type: "max_tokens_per_request", max: 1 }];
  const evaluation = evaluate([policyOf(limits, { action: "observe" })], both);
  assert.equal(evaluation.refusal, null);
  assert.equal(evaluation.refusalOf(CLAUDE), null);
  assert.deepEqual(evaluation.verdicts.map((verdict) => verdict.verdict), ["observed", "allowed", "observed"]);
});

test("evaluatePolicies() restricts only a model's own targets where the client asked by another name", () => {
  const scope = { type: "model", model: "gpt-4o" } as const;
  const limits: Limit[] = [providers("azure"), { type: "max_tokens_per_request", max: 1 }];
  const reached = evaluate([policyOf(limits, { scope })], both);
  assert.equal(reached.refusal, null);
  assert.equal(reached.refusalOf(CLAUDE), null);
  assert.equal(reached.refusalOf(GPT)?.code, "provider_not_allowed");
  const asked = evaluate(
    [policyOf(limits, { scope })],
    requestOf({ subject: { ...both.subject, modelAsked: "gpt-4o" } }),
  );
  assert.equal(asked.refusalOf(CLAUDE)?.code, "provider_not_allowed");
  assert.equal(asked.refusal?.code, "provider_not_allowed");
});

test("evaluatePolicies() neither prices nor charges for targets that are not allowed", () => {
  const daily: Limit = { type: "spend", period: "day", maxNanoUsd: 1_000 };
  const policies = [
    policyOf([providers("openai"), daily], { id: idOf(1) }),
    policyOf([daily], { id: idOf(2), scope: { type: "model", model: "claude-opus-4" } }),
  ];
  const price: PolicyRequest["price"] = (target) => target === CLAUDE ? 900 : 9;
  const { claims } = evaluate(policies, { ...both, price });
  assert.deepEqual(claims.map((claim) => [claim.counterKey, claim.amount]), [[`${idOf(1)}:spend_day:tenant`, 9]]);
});
