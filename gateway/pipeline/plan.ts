import { routeTargets, type TargetNode } from "../../shared/contracts/route_tree.ts";
import type { RevisionRoute } from "../../shared/contracts/config_revision.ts";
import type { PolicyEvaluation } from "../../shared/policy/policy_evaluation.ts";
import {
  planDirect,
  planRoute,
  planTarget,
  type RouteChoices,
  type RoutePlan,
} from "../../shared/routing/plan_route.ts";
import { type ModelResolution, resolveDirectModel, resolveModel } from "../../shared/routing/resolve_model.ts";
import type { RouteInputs } from "../../shared/routing/route_inputs.ts";
import type { Caller, Exchange, ModelRequest, PlannedRoute } from "./exchange.ts";
import { GatewayError } from "./gateway_error.ts";
import { applyPolicies } from "./restrict.ts";
import { targetScores } from "./target_scores.ts";

/** Finds where `model` leads; throws `model_not_found` or `direct_models_not_allowed` where it leads nowhere. */
export function plan(exchange: Exchange, caller: Caller, asked: ModelRequest): PlannedRoute {
  const resolved = resolveModel(caller.tenant, caller.project, asked.facts.model);
  if (resolved.state === "route") {
    const { route } = resolved;
    exchange.route = { route, plan: planOf(exchange, { caller, asked, route }) };
  } else {
    exchange.route = { route: null, plan: planDirect(targetOf(resolved)) };
  }
  exchange.candidate = exchange.route.plan.first;
  exchange.provider = caller.tenant.providers.get(exchange.candidate.target.provider) ?? null;
  return exchange.route;
}

function planOf(
  exchange: Exchange,
  { caller, asked, route }: { caller: Caller; asked: ModelRequest; route: RevisionRoute },
): RoutePlan {
  const { tree } = route;
  if (tree.type === "target") return planTarget(tree);
  return planRoute(tree, routeInputs(exchange, caller, asked), routeChoices(exchange, { caller, asked, route }));
}

/**
 * `provider/model` as a target. Throws `model_not_found` where there is no such provider, and `direct_models_not_allowed`
 * where the project forbids it.
 */
export function directTarget(caller: Caller, model: string): TargetNode {
  return targetOf(resolveDirectModel(caller.tenant, caller.project, model));
}

function targetOf(resolved: Exclude<ModelResolution, { state: "route" }>): TargetNode {
  if (resolved.state === "refused") {
    throw new GatewayError(resolved.code, { details: resolved.details, param: "model" });
  }
  return resolved.target;
}

/** A split gives the share of what may not be called to others: of an open circuit, and of what policies forbid. */
function routeChoices(
  exchange: Exchange,
  { caller, asked, route }: { caller: Caller; asked: ModelRequest; route: RevisionRoute },
): RouteChoices {
  const { random } = exchange.gateway.dependencies;
  const choices: RouteChoices = { random, salt: route.id, ...targetScores(exchange, caller, asked) };
  if (caller.tenant.policies.isEmpty && caller.key.limits.length === 0) return choices;
  const { available } = choices;
  let evaluation: PolicyEvaluation | null = null;
  choices.available = (target) => {
    if (available !== undefined && !available(target)) return false;
    // Only now: most routes have no split, and then nobody asks.
    evaluation ??= applyPolicies(exchange, { caller, asked, targets: routeTargets(route.tree) });
    return evaluation.refusalOf(target) === null;
  };
  return choices;
}

function routeInputs(exchange: Exchange, caller: Caller, asked: ModelRequest): RouteInputs {
  const { metadata } = asked.body;
  return {
    model: asked.facts.model,
    stream: asked.facts.stream,
    estimatedTokens: asked.estimatedTokens,
    apiKeyId: caller.key.apiKeyId,
    endUser: asked.endUser,
    metadata: typeof metadata === "object" && metadata !== null ? metadata as Record<string, unknown> : {},
    header: (name) => exchange.request.headers.get(name),
  };
}
