import type { Limit, PolicyVerdict } from "../contracts/policy.ts";
import type { TargetNode } from "../contracts/route_tree.ts";
import type { PolicyRefusal } from "./policy_evaluation.ts";

type RestrictingLimit = Extract<Limit, { type: "max_tokens_per_request" | "allowed_models" | "allowed_providers" }>;

/** What a restriction looks at in a request. */
export interface RestrictedRequest {
  modelAsked: string;
  /** Estimated input and the most output, asked or assumed. */
  tokens: number;
}

/** A limit that a target of a request is within or not, whatever other requests do. */
export interface Restriction {
  enforced: boolean;
  limit: RestrictingLimit;
  allows(target: TargetNode, request: RestrictedRequest): boolean;
  /** `model`: what to call the model that is not allowed. */
  refusal(target: TargetNode, model: string): PolicyRefusal;
  allowed: PolicyVerdict;
  /** `denied`, or `observed` where the policy only observes. */
  exceeded: PolicyVerdict;
}

export function compileRestriction(
  { id, name, enforced }: { id: string; name: string; enforced: boolean },
  limit: RestrictingLimit,
): Restriction {
  return {
    enforced,
    limit,
    allows: allowance(limit),
    refusal: (target, model) => ({ policyId: id, limit: limit.type, ...reason(limit, { name, target, model }) }),
    allowed: { policyId: id, limit: limit.type, verdict: "allowed" },
    exceeded: { policyId: id, limit: limit.type, verdict: enforced ? "denied" : "observed" },
  };
}

/** Whether a policy's name of a model is this target's: its model, or `provider/model`. */
export function namesTarget(model: string, target: TargetNode): boolean {
  if (model === target.model) return true;
  const { provider } = target;
  return model.length === provider.length + 1 + target.model.length && model.startsWith(provider) &&
    model[provider.length] === "/" && model.endsWith(target.model);
}

function allowance(limit: RestrictingLimit): Restriction["allows"] {
  switch (limit.type) {
    case "max_tokens_per_request":
      return (_target, { tokens }) => tokens <= limit.max;
    case "allowed_models": {
      const models = new Set(limit.models);
      return (target, { modelAsked }) =>
        models.has(modelAsked) || models.has(target.model) || models.has(`${target.provider}/${target.model}`);
    }
    case "allowed_providers": {
      const providers = new Set(limit.providers);
      return (target) => providers.has(target.provider);
    }
  }
}

function reason(limit: RestrictingLimit, refused: { name: string; target: TargetNode; model: string }) {
  const { name: policy, target, model } = refused;
  switch (limit.type) {
    case "max_tokens_per_request":
      return { code: "max_tokens_exceeded", details: { policy, max: limit.max } } as const;
    case "allowed_models":
      return { code: "model_not_allowed", details: { policy, model } } as const;
    case "allowed_providers":
      return { code: "provider_not_allowed", details: { policy, provider: target.provider } } as const;
  }
}
