import type { RevisionProject, RevisionRoute } from "../contracts/config_revision.ts";
import type { Limit } from "../contracts/policy.ts";
import { routeTargets, type TargetNode } from "../contracts/route_tree.ts";
import { evaluatePolicies } from "../policy/evaluate_policies.ts";
import type { PolicyEvaluation, PolicyRefusal, PolicyRequest } from "../policy/policy_evaluation.ts";
import { allowedPlan } from "./allowed_plan.ts";
import type { IndexedContent } from "./indexed_content.ts";
import { planDirect, planRoute, type RouteChoices, type RoutePlan } from "./plan_route.ts";
import { type ModelRefusal, resolveModel } from "./resolve_model.ts";
import type { RouteInputs } from "./route_inputs.ts";

/** A request as far as planning and policies look at it. */
export interface DryRequest {
  project: RevisionProject;
  key: { apiKeyId: string; name: string; limits: readonly Limit[] };
  inputs: RouteInputs;
  /** The most that may be generated; null: the client names no maximum. */
  outputTokensMax: number | null;
  nowMs: number;
}

/** What planning goes by: as the gateway's own, with the price that limits go by too. */
export interface DryChoices extends Omit<RouteChoices, "salt" | "price"> {
  /** So many tokens at a target's price, nano-dollars; null: unpriced. */
  priceOf(target: TargetNode, tokens: { input: number; output: number }): number | null;
  /** The output tokens that `cheapest` reckons with where the client names no maximum. */
  assumedOutputTokens: number;
}

/** Where a request would go. */
export type DryRun =
  | ModelRefusal
  | {
    state: "planned";
    /** Null for `provider/model`. */
    route: RevisionRoute | null;
    /** Kept to what policies allow. */
    plan: RoutePlan;
    evaluation: PolicyEvaluation;
  }
  | {
    state: "forbidden";
    route: RevisionRoute | null;
    /** With what policies forbid. */
    plan: RoutePlan;
    refusal: PolicyRefusal;
    evaluation: PolicyEvaluation;
  };

/**
 * Goes a request's way from its `model` to its candidates and limits as the gateway goes it, by the same evaluators, without
 * counters and without calling anyone. Pure as far as the choices are.
 */
export function dryRun(content: IndexedContent, request: DryRequest, choices: DryChoices): DryRun {
  const { project, inputs } = request;
  const resolved = resolveModel(content, project, inputs.model);
  if (resolved.state === "refused") return resolved;
  const route = resolved.state === "route" ? resolved.route : null;
  const plan = resolved.state === "route"
    ? planRoute(resolved.route.tree, inputs, routeChoices(content, request, { choices, route: resolved.route }))
    : planDirect(resolved.target);
  const targets = plan.reachable();
  const evaluation = evaluate(content, request, { choices, targets });
  const { refusal } = evaluation;
  if (refusal !== null) return { state: "forbidden", route, plan, refusal, evaluation };
  const allowed = allowedPlan(plan, evaluation);
  if (allowed.state === "refused") return { state: "forbidden", route, plan, refusal: allowed.refusal, evaluation };
  return { state: "planned", route, plan: allowed.plan, evaluation };
}

function evaluate(
  content: IndexedContent,
  { project, key, inputs, outputTokensMax, nowMs }: DryRequest,
  { choices, targets }: { choices: DryChoices; targets: readonly TargetNode[] },
): PolicyEvaluation {
  const { apiKeyId } = key;
  const { endUser, model: modelAsked } = inputs;
  const request: PolicyRequest = {
    subject: { projectId: project.id, apiKeyId, endUser, modelAsked, targets },
    key,
    inputTokens: inputs.estimatedTokens,
    outputTokensMax,
    price: (target, tokens) => choices.priceOf(target, tokens),
    nowMs,
  };
  return evaluatePolicies(content.policies, request);
}

/** As the gateway's: a split gives the share of what policies forbid to others. */
function routeChoices(
  content: IndexedContent,
  request: DryRequest,
  { choices, route }: { choices: DryChoices; route: RevisionRoute },
): RouteChoices {
  const { inputs, key, outputTokensMax } = request;
  const output = outputTokensMax ?? choices.assumedOutputTokens;
  const price = (target: TargetNode) => choices.priceOf(target, { input: inputs.estimatedTokens, output });
  const { random, latencyMs, available, observer } = choices;
  const made: RouteChoices = { random: (pointer) => random.call(choices, pointer), salt: route.id, price };
  if (latencyMs !== undefined) made.latencyMs = (target) => latencyMs.call(choices, target);
  if (observer !== undefined) made.observer = observer;
  if (available !== undefined) made.available = (target) => available.call(choices, target);
  if (content.policies.isEmpty && key.limits.length === 0) return made;
  let evaluation: PolicyEvaluation | null = null;
  made.available = (target) => {
    if (available !== undefined && !available.call(choices, target)) return false;
    evaluation ??= evaluate(content, request, { choices, targets: routeTargets(route.tree) });
    return evaluation.refusalOf(target) === null;
  };
  return made;
}
