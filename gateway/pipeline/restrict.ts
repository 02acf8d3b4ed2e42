import type { TargetNode } from "../../shared/contracts/route_tree.ts";
import { evaluatePolicies, NOTHING_APPLIES } from "../../shared/policy/evaluate_policies.ts";
import type { PolicyEvaluation, PolicyRefusal } from "../../shared/policy/policy_evaluation.ts";
import { allowedPlan } from "../../shared/routing/allowed_plan.ts";
import type { Caller, Exchange, ModelRequest, PlannedRoute } from "./exchange.ts";
import { GatewayError } from "./gateway_error.ts";
import { estimatedPrice } from "./target_scores.ts";

/**
 * Finds out which limits apply, refuses what none of their counters need be asked for, and keeps the route to the targets
 * that they allow. Throws the `GatewayError` of the limit where no target is left. Where no limit applies it costs nothing.
 */
export function restrict(
  exchange: Exchange,
  { caller, asked, route }: { caller: Caller; asked: ModelRequest; route: PlannedRoute },
): void {
  if (caller.tenant.policies.isEmpty && caller.key.limits.length === 0) return;
  const targets = route.plan.reachable();
  const evaluation = applyPolicies(exchange, { caller, asked, targets });
  if (evaluation === NOTHING_APPLIES) return;
  const { verdicts, refusal } = evaluation;
  exchange.limits = { evaluation, verdicts, counters: null, held: null, refusedBy: null };
  if (refusal !== null) throw refused(exchange, refusal);
  if (targets.every((target) => evaluation.refusalOf(target) === null)) return;
  const allowed = allowedPlan(route.plan, evaluation);
  if (allowed.state === "refused") throw refused(exchange, allowed.refusal);
  route.plan = allowed.plan;
  exchange.candidate = route.plan.first;
  exchange.provider = caller.tenant.providers.get(exchange.candidate.target.provider) ?? null;
}

/** What the tenant's policies and the key's own limits make of a request that may reach these targets. */
export function applyPolicies(
  exchange: Exchange,
  { caller, asked, targets }: { caller: Caller; asked: ModelRequest; targets: readonly TargetNode[] },
): PolicyEvaluation {
  const { key } = caller;
  return evaluatePolicies(caller.tenant.policies, {
    subject: {
      projectId: key.projectId,
      apiKeyId: key.apiKeyId,
      endUser: asked.endUser,
      modelAsked: asked.facts.model,
      targets,
    },
    key,
    inputTokens: asked.estimatedTokens,
    outputTokensMax: asked.outputTokensMax,
    price: (target, tokens) => estimatedPrice(exchange, { caller, target }, tokens),
    nowMs: exchange.ts,
  });
}

function refused(exchange: Exchange, { policyId, limit, code, details }: PolicyRefusal): GatewayError {
  exchange.limits!.refusedBy = { policyId, limit };
  return new GatewayError(code, { details, param: code === "max_tokens_exceeded" ? null : "model" });
}
