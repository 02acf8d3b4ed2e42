import type { PolicyEvaluation, PolicyRefusal } from "../policy/policy_evaluation.ts";
import type { RouteCandidate, RoutePlan } from "./plan_route.ts";

/**
 * A plan without the targets that policies forbid: each gives way to what its route has next, whatever it falls over on. The
 * refusal of the last one where none is left.
 */
export function allowedPlan(
  plan: RoutePlan,
  evaluation: Pick<PolicyEvaluation, "refusalOf">,
): { state: "allowed"; plan: RoutePlan } | { state: "refused"; refusal: PolicyRefusal } {
  let refusal: PolicyRefusal | null = null;
  const allowedFrom = (candidate: RouteCandidate | null): RouteCandidate | null => {
    for (let next = candidate; next !== null; next = plan.next(null)) {
      refusal = evaluation.refusalOf(next.target);
      if (refusal === null) return next;
    }
    return null;
  };
  const first = allowedFrom(plan.first);
  // A choice on the way may have left the allowed ones aside.
  if (first === null) return { state: "refused", refusal: refusal! };
  const allowed: RoutePlan = {
    first,
    next: (errorClass) => allowedFrom(plan.next(errorClass)),
    reachable: () => plan.reachable().filter((target) => evaluation.refusalOf(target) === null),
    get seen() {
      return plan.seen;
    },
  };
  return { state: "allowed", plan: allowed };
}
