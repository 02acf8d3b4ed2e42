import { type Limit, type Policy, type PolicyScope } from "../contracts/policy.ts";
import { NANO_USD_PER_USD } from "../contracts/money.ts";
import { diffField, type PartChange, pointer, sameJson } from "./config_change.ts";

/** What changed of a policy that stayed. `projectName` gives the name of a project that a scope speaks of. */
export function diffPolicy(before: Policy, after: Policy, projectName: (id: string) => string): PartChange[] {
  const show = (scope: PolicyScope) => nameScope(scope, projectName);
  return [
    ...diffField(before.scope, after.scope, { aspect: "scope", path: "/scope", name: "scope", show }),
    ...diffLimits(before.limits, after.limits),
    ...diffField(before.action, after.action, { aspect: "action", path: "/action", name: "action" }),
    ...diffField(before.onLimiterLoss, after.onLimiterLoss, {
      aspect: "on_limiter_loss",
      path: "/onLimiterLoss",
      name: "behaviour while its counters are unknown",
    }),
    ...diffField(before.assumedOutputTokens, after.assumedOutputTokens, {
      aspect: "assumed_output_tokens",
      path: "/assumedOutputTokens",
      name: "assumed output tokens",
    }),
  ];
}

/** Limits are told apart by what they limit, of which a policy has one each. */
function diffLimits(before: readonly Limit[], after: readonly Limit[]): PartChange[] {
  const names = [...new Set([...before, ...after].map(nameLimit))];
  const changes = names.flatMap((name) => {
    const old = before.findIndex((limit) => nameLimit(limit) === name);
    const next = after.findIndex((limit) => nameLimit(limit) === name);
    const path = pointer("/limits", next >= 0 ? next : old);
    return diffField(before[old], after[next], { aspect: "limit", path, name: `limit of ${name}`, show: showLimit });
  });
  if (changes.length > 0 || sameJson(before, after)) return changes;
  return [{
    kind: "moved",
    aspect: "limit_order",
    path: "/limits",
    before: before.map(nameLimit),
    after: after.map(nameLimit),
    words: "limits put in another order",
  }];
}

function nameLimit(limit: Limit): string {
  return limit.type === "spend" ? `spend per ${limit.period}` : limit.type.replaceAll("_", " ");
}

function showLimit(limit: Limit): string {
  switch (limit.type) {
    case "spend":
      return `$${limit.maxNanoUsd / NANO_USD_PER_USD}`;
    case "allowed_models":
      return limit.models.join(", ");
    case "allowed_providers":
      return limit.providers.join(", ");
    default:
      return String(limit.max);
  }
}

function nameScope(scope: PolicyScope, projectName: (id: string) => string): string {
  const project = "projectId" in scope && scope.projectId !== undefined ? ` of '${projectName(scope.projectId)}'` : "";
  switch (scope.type) {
    case "tenant":
      return "the tenant";
    case "project":
      return `the project '${projectName(scope.projectId)}'`;
    case "api_key":
      return scope.apiKeyId === undefined ? "each API key" : `the API key ${scope.apiKeyId}`;
    case "end_user":
      return `each end user${project}`;
    case "model":
      return `the model ${scope.model}${project}`;
  }
}
