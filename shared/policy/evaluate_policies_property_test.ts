import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import type { Limit, Policy, PolicyScope } from "../contracts/policy.ts";
import type { TargetNode } from "../contracts/route_tree.ts";
import { actualClaims } from "./actual_claims.ts";
import { readCounterKey } from "./counter_key.ts";
import { evaluatePolicies } from "./evaluate_policies.ts";
import { limitName } from "./limit_name.ts";
import type { PolicyRequest } from "./policy_evaluation.ts";
import { PolicyIndex } from "./policy_index.ts";
import { idOf, policyOf, requestOf, targetOf } from "./testing/policy_fixture.ts";

const targetNames = ["p/a", "p/b", "q/a", "q/c"];
const ids = fc.constantFrom(idOf(101), idOf(102));
const names = fc.constantFrom("a", "b", "c", "p/a", "q/a", "chat", "p/zzz");

const scopes: fc.Arbitrary<PolicyScope> = fc.oneof(
  fc.constant<PolicyScope>({ type: "tenant" }),
  ids.map((projectId): PolicyScope => ({ type: "project", projectId })),
  fc.option(ids, { nil: undefined }).map((apiKeyId): PolicyScope => ({ type: "api_key", apiKeyId })),
  fc.option(ids, { nil: undefined }).map((projectId): PolicyScope => ({ type: "end_user", projectId })),
  fc.tuple(names, fc.option(ids, { nil: undefined })).map(([model, projectId]): PolicyScope => (
    { type: "model", model, projectId }
  )),
);
const max = fc.integer({ min: 0, max: 2_000 });
const limits: fc.Arbitrary<Limit> = fc.oneof(
  fc.record({ type: fc.constantFrom("requests_per_minute", "tokens_per_minute", "concurrent_requests"), max }),
  fc.record({ type: fc.constant("spend"), period: fc.constantFrom("hour", "day", "month"), maxNanoUsd: max }),
  fc.record({ type: fc.constant("max_tokens_per_request"), max }),
  fc.record({ type: fc.constant("allowed_models"), models: fc.array(names, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    type: fc.constant("allowed_providers"),
    providers: fc.array(fc.constantFrom("p", "q"), { minLength: 1, maxLength: 2 }),
  }),
) as fc.Arbitrary<Limit>;
const limitLists = fc.uniqueArray(limits, { minLength: 1, maxLength: 5, selector: limitName });
const policies: fc.Arbitrary<Policy[]> = fc.array(
  fc.record({
    scope: scopes,
    limits: limitLists,
    action: fc.constantFrom<Policy["action"]>("block", "observe"),
    assumedOutputTokens: fc.integer({ min: 1, max: 1_000 }),
  }),
  { maxLength: 6 },
).map((drawn) => drawn.map(({ limits, ...rest }, index) => policyOf(limits, { ...rest, id: idOf(index) })));

const requests: fc.Arbitrary<PolicyRequest> = fc.record({
  projectId: ids,
  apiKeyId: ids,
  endUser: fc.option(fc.constantFrom("anna", "b@c")),
  modelAsked: fc.constantFrom("chat", "a", "p/a"),
  targets: fc.subarray(targetNames, { minLength: 1 }).map((all) => all.map(targetOf)),
  outputTokensMax: fc.option(fc.integer({ min: 0, max: 1_000 })),
  unpriced: fc.subarray(targetNames),
}).map(({ outputTokensMax, unpriced, ...subject }) => {
  const price: PolicyRequest["price"] = ({ provider, model }, { input, output }) => {
    const name = `${provider}/${model}`;
    return unpriced.includes(name) ? null : (targetNames.indexOf(name) + 1) * (input + output);
  };
  return requestOf({ subject, outputTokensMax, price });
});

/** The rules again, slowly: whether the target is this model's, whatever it is called. */
function isCalled(model: string, target: TargetNode): boolean {
  return [target.model, `${target.provider}/${target.model}`].includes(model);
}

/** Whether a policy has to do with a request that this target serves. */
function concerns({ scope }: Policy, { subject }: PolicyRequest, target: TargetNode): boolean {
  switch (scope.type) {
    case "tenant":
      return true;
    case "project":
      return scope.projectId === subject.projectId;
    case "api_key":
      return [undefined, subject.apiKeyId].includes(scope.apiKeyId);
    case "end_user":
      return subject.endUser !== null && [undefined, subject.projectId].includes(scope.projectId);
    case "model":
      return [undefined, subject.projectId].includes(scope.projectId) &&
        (scope.model === subject.modelAsked || isCalled(scope.model, target));
  }
}

function tokensOf({ assumedOutputTokens }: Policy, { inputTokens, outputTokensMax }: PolicyRequest): number {
  return inputTokens + (outputTokensMax ?? assumedOutputTokens);
}

function forbids(policy: Policy, request: PolicyRequest, target: TargetNode): boolean {
  return concerns(policy, request, target) && policy.limits.some((limit) => {
    switch (limit.type) {
      case "max_tokens_per_request":
        return tokensOf(policy, request) > limit.max;
      case "allowed_models":
        return !limit.models.some((model) => model === request.subject.modelAsked || isCalled(model, target));
      case "allowed_providers":
        return !limit.providers.includes(target.provider);
      default:
        return false;
    }
  });
}

test("evaluatePolicies() lets exactly those targets pass that no blocking policy forbids", () => {
  fc.assert(
    fc.property(policies, requests, (all, request) => {
      const evaluation = evaluatePolicies(new PolicyIndex(all, "UTC"), request);
      const isForbidden = (target: TargetNode) =>
        all.some((policy) => policy.action === "block" && forbids(policy, request, target));
      for (const target of request.subject.targets) {
        assert.equal(evaluation.refusalOf(target) !== null, isForbidden(target));
      }
      assert.equal(evaluation.refusal !== null, request.subject.targets.every(isForbidden));
      const denied = evaluation.verdicts.filter((verdict) => verdict.verdict === "denied");
      if (evaluation.refusal !== null) {
        const { policyId, limit } = evaluation.refusal;
        assert.ok(denied.some((verdict) => verdict.policyId === policyId && verdict.limit === limit));
        assert.deepEqual(evaluation.claims, []);
      } else {
        assert.deepEqual(denied, []);
      }
    }),
    { numRuns: 500 },
  );
});

test("evaluatePolicies() claims each counter of each policy on a target that may be reached, once", () => {
  fc.assert(
    fc.property(policies, requests, (all, request) => {
      const { refusal, refusalOf, claims, sources, estimate } = evaluationOf(all, request);
      fc.pre(refusal === null);
      const open = request.subject.targets.filter((target) => refusalOf(target) === null);
      const expected = all.filter((policy) => open.some((target) => concerns(policy, request, target)))
        .flatMap((policy) => policy.limits.filter(isCounted).map((limit) => `${policy.id}:${limitName(limit)}`));
      const claimed = claims.map(({ counterKey }) => {
        const name = readCounterKey(counterKey)!;
        return `${name.policyId}:${name.limit}`;
      });
      assert.deepEqual(claimed.toSorted(), expected.toSorted());
      assert.deepEqual(claimed, sources.map((source) => `${source.policyId}:${source.limit}`));
      assert.deepEqual(claims.map(({ max, enforced }) => [max, enforced]), sources.map((of) => [of.max, of.enforced]));
      assert.ok(claims.every((claim) => claim.type !== "tokens_per_minute" || claim.amount <= estimate.tokens));
    }),
    { numRuns: 500 },
  );
});

test("actualClaims() of what was estimated is never more than what was reserved, whichever target serves", () => {
  fc.assert(
    fc.property(policies, requests, (all, request) => {
      const evaluation = evaluationOf(all, { ...request, outputTokensMax: request.outputTokensMax ?? 7 });
      const tokens = { input: 100, output: request.outputTokensMax ?? 7, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
      for (const served of request.subject.targets.filter((target) => evaluation.refusalOf(target) === null)) {
        const reserved = new Map(evaluation.claims.map((claim) => [claim.counterKey, claim.amount]));
        for (const claim of actualClaims(evaluation, { served, tokens, nanoUsd: request.price(served, tokens) })) {
          assert.ok(claim.amount <= reserved.get(claim.counterKey)!);
          const policy = all.find((one) => claim.counterKey.startsWith(one.id))!;
          assert.ok(claim.type === "requests_per_minute" || concerns(policy, request, served));
        }
      }
    }),
    { numRuns: 500 },
  );
});

function evaluationOf(all: Policy[], request: PolicyRequest) {
  const evaluation = evaluatePolicies(new PolicyIndex(all, "UTC"), request);
  const { refusal, claims, sources, estimate } = evaluation;
  return { refusal, claims, sources, estimate, refusalOf: (target: TargetNode) => evaluation.refusalOf(target) };
}

function isCounted(limit: Limit): boolean {
  return !["max_tokens_per_request", "allowed_models", "allowed_providers"].includes(limit.type);
}
