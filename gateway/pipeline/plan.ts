import { routeTargets, type TargetNode } from "../../shared/contracts/route_tree.ts";
import type { RevisionRoute } from "../../shared/contracts/config_revision.ts";
import type { PolicyEvaluation } from "../../shared/policy/policy_evaluation.ts";
import { planDirect, planRoute, type RouteChoices } from "../../shared/routing/plan_route.ts";
import type { RouteInputs } from "../../shared/routing/route_inputs.ts";
import type { Caller, Exchange, ModelRequest, PlannedRoute } from "./exchange.ts";
import { GatewayError } from "./gateway_error.ts";
import { applyPolicies } from "./restrict.ts";
import { targetScores } from "./target_scores.ts";

/**
 * Finds where `model` leads: to the route of the key's project that has this name, else this alias, else the longest prefix
 * of it for an alias; else to `provider/model`. So an alias may take the place of a provider's model.
 */
export function plan(exchange: Exchange, caller: Caller, asked: ModelRequest): PlannedRoute {
  const { model } = asked.facts;
  const { routes, aliases } = caller.tenant;
  const route = routes.get(caller.project.id)?.get(model) ?? aliases.get(caller.project.id)?.find(model);
  if (route !== undefined) {
    const choices = routeChoices(exchange, { caller, asked, route });
    exchange.route = { route, plan: planRoute(route.tree, routeInputs(exchange, caller, asked), choices) };
  } else {
    exchange.route = { route: null, plan: planDirect(directTarget(caller, model)) };
  }
  exchange.candidate = exchange.route.plan.first;
  exchange.provider = caller.tenant.providers.get(exchange.candidate.target.provider) ?? null;
  return exchange.route;
}

/**
 * `provider/model` as a target; the first slash separates, because models have slashes of their own. Throws
 * `model_not_found` where there is no such provider, and `direct_models_not_allowed` where the project forbids it.
 */
export function directTarget(caller: Caller, model: string): TargetNode {
  const slash = model.indexOf("/");
  const provider = slash < 0 ? undefined : caller.tenant.providers.get(model.slice(0, slash));
  if (provider === undefined || slash === model.length - 1) {
    throw new GatewayError("model_not_found", { details: { model }, param: "model" });
  }
  if (!caller.project.allowDirectModels) throw new GatewayError("direct_models_not_allowed", { param: "model" });
  return { type: "target", provider: provider.name, model: model.slice(slash + 1) };
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
