import type { ProviderKind } from "../../shared/contracts/provider_kind.ts";
import type { TargetNode } from "../../shared/contracts/route_tree.ts";
import type { PolicyEvaluation, PolicyRefusal } from "../../shared/policy/policy_evaluation.ts";
import type { CoolingKey, TroubledTarget } from "../targets/target_health.ts";
import type { PolicyNames } from "./judge_limits.ts";
import type { LoadedConfiguration } from "./load_configuration.ts";
import type { CircuitBoard } from "./read_circuits.ts";
import type { RouteWalk } from "./route_walk.ts";

/** A target that a request may come to. */
export interface CandidateReport {
  position: number;
  target: TargetNode;
  /** Null where there is no such provider. */
  providerKind: ProviderKind | null;
  /** How many keys its provider has that are not at rest. */
  usableKeys: number;
  coolingKeys: CoolingKey[];
  trouble: TroubledTarget | null;
  /** Until when it is left alone; null: it is called. */
  openUntil: Date | null;
  /** For the estimated input and the output asked or assumed; null: unpriced. */
  priceNanoUsd: number | null;
  /** Why policies forbid it; null: they do not. */
  refusal: { refusal: PolicyRefusal; policyName: string } | null;
}

/** Every target that was come by, in the order in which they would be tried. */
export function describeCandidates(
  walk: RouteWalk,
  { configuration, circuits, priceOf, evaluation, names }: {
    configuration: LoadedConfiguration;
    circuits: CircuitBoard;
    priceOf(target: TargetNode): number | null;
    evaluation: PolicyEvaluation | null;
    names: PolicyNames;
  },
): CandidateReport[] {
  return walk.targets.map((target, position) => {
    const provider = configuration.indexed.providers.get(target.provider);
    const refusal = evaluation?.refusalOf(target) ?? null;
    return {
      position,
      target,
      providerKind: provider?.kind ?? null,
      usableKeys: provider?.credentials.filter(({ weight }) => weight > 0).length ?? 0,
      coolingKeys: circuits.coolingOf(target),
      trouble: circuits.troubleOf(target),
      openUntil: circuits.openUntil(target),
      priceNanoUsd: priceOf(target),
      refusal: refusal === null ? null : { refusal, policyName: names.of(refusal.policyId) },
    };
  });
}
