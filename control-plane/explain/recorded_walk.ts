import { DEFAULT_FALLBACK_CLASSES } from "../../shared/contracts/error_class.ts";
import type { RevisionRoute } from "../../shared/contracts/config_revision.ts";
import type { RequestRecord, RouteStep } from "../../shared/contracts/request_record.ts";
import type { ConditionField } from "../../shared/contracts/route_condition.ts";
import type { RouteNode, StickyBy } from "../../shared/contracts/route_tree.ts";
import { chooseWeighted, stickyPoint, stickyText } from "../../shared/routing/choose_weighted.ts";
import { explainCondition } from "../../shared/routing/explain_condition.ts";
import { nodeAt } from "../../shared/routing/node_at.ts";
import type { FieldValue } from "../../shared/routing/route_inputs.ts";
import { childPointers, splitChildren, type WalkStep } from "./route_walk.ts";

/**
 * The way that a record tells, with what the route of its revision has there; null where the two do not fit. A value that was not
 * recorded is not made up.
 */
export function recordedWalk(record: RequestRecord, route: RevisionRoute): WalkStep[] | null {
  const steps: WalkStep[] = [];
  for (const step of record.routePath) {
    const node = nodeAt(route.tree, step.path);
    if (node === null || node.type !== step.type) return null;
    const told = stepOf(node, step, { record, route });
    if (told === null) return null;
    steps.push(told);
  }
  return steps;
}

/** What a record tells of a field: null where the request had none, undefined where it is not known. */
export function recordedInput(
  { conditionInputs, modelAsked, stream, estimatedTokens, apiKeyId, endUser }: Pick<
    RequestRecord,
    "conditionInputs" | "modelAsked" | "stream" | "estimatedTokens" | "apiKeyId" | "endUser"
  >,
  field: ConditionField | StickyBy,
): FieldValue | null | undefined {
  switch (field) {
    case "model":
      return modelAsked;
    case "stream":
      return stream;
    case "estimated_tokens":
      return estimatedTokens;
    case "api_key":
      return apiKeyId;
    case "end_user":
      return endUser;
  }
  return Object.hasOwn(conditionInputs, field) ? conditionInputs[field] as FieldValue | null : undefined;
}

interface Recorded {
  record: RequestRecord;
  route: RevisionRoute;
}

function stepOf(node: RouteNode, step: RouteStep, recorded: Recorded): WalkStep | null {
  const place = { pointer: step.path, candidate: 0 };
  if (node.type === "target") return { ...place, type: "target", target: node };
  const children = childPointers(node, step.path);
  const chose = step.chose === undefined ? undefined : children[step.chose];
  if (chose === undefined) return null;
  switch (node.type) {
    case "when": {
      const condition = explainCondition(node.condition, (field) => recordedInput(recorded.record, field));
      return { ...place, type: "when", condition, holds: step.chose === 0, chose };
    }
    case "split":
      return { ...place, ...splitStep(node, step, recorded), chose };
    case "fallback":
      return { ...place, type: "fallback", order: children, on: node.on ?? DEFAULT_FALLBACK_CLASSES, chose };
    case "fastest":
    case "cheapest":
      return {
        ...place,
        type: node.type,
        order: [],
        children: children.map((pointer) => ({ pointer, score: null })),
        chose,
      };
  }
}

function splitStep(node: Extract<RouteNode, { type: "split" }>, step: RouteStep, { record, route }: Recorded) {
  const chose = step.chose!;
  const stickyBy = node.stickyBy ?? null;
  const value = stickyBy === null ? null : recordedInput(record, stickyBy);
  const isKnown = value !== null && value !== undefined;
  const weights = node.children.map(({ weight }) => weight);
  const byWeight = isKnown ? chooseWeighted(weights, stickyPoint(stickyText(route.id, step.path, value))) : chose;
  const decidedBy = value === undefined ? "unknown" : value === null ? "chance" : "sticky";
  const choice = { stickyBy, stickyValue: value ?? null, byWeight, chose };
  return { type: "split", children: splitChildren(node, step.path), choice, decidedBy } as const;
}
