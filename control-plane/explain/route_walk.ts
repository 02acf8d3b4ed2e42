import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import type { ConditionField } from "../../shared/contracts/route_condition.ts";
import { routeChildren, type RouteNode, type TargetNode } from "../../shared/contracts/route_tree.ts";
import { explainCondition, type ExplainedCondition } from "../../shared/routing/explain_condition.ts";
import type { FieldValue } from "../../shared/routing/route_inputs.ts";
import type { RouteObserver, RouteVisit, SplitChoice } from "../../shared/routing/route_observer.ts";

interface StepPlace {
  /** Where the node stands, as a JSON pointer from the tree's root. */
  pointer: string;
  /** The candidate that was looked for when it was come by: 0 is the first. */
  candidate: number;
}

/** One node of a route that a request came by, and what was decided there. */
export type WalkStep =
  & StepPlace
  & (
    | { type: "target"; target: TargetNode }
    | { type: "direct"; target: Pick<TargetNode, "provider" | "model"> }
    | { type: "when"; condition: ExplainedCondition; holds: boolean; chose: string }
    | {
      type: "split";
      children: SplitChild[];
      choice: SplitChoice;
      decidedBy: "sticky" | "chance" | "unknown";
      chose: string;
    }
    | { type: "fallback"; order: string[]; on: readonly ErrorClass[]; chose: string }
    | { type: "fastest" | "cheapest"; order: string[]; children: ScoredChild[]; chose: string }
  );

export interface SplitChild {
  pointer: string;
  weight: number;
}

export interface ScoredChild {
  pointer: string;
  /** Milliseconds or nano-dollars; null where the child has none, or nobody knows. */
  score: number | null;
}

/** Where the children of a node stand, in their order. */
export function childPointers(node: RouteNode, pointer: string): string[] {
  switch (node.type) {
    case "when":
      return [`${pointer}/then`, `${pointer}/else`];
    case "split":
      return node.children.map((_, index) => `${pointer}/children/${index}/node`);
    default:
      return routeChildren(node).map((_, index) => `${pointer}/children/${index}`);
  }
}

/** Watches a plan and keeps what it decided, step by step. */
export class RouteWalk implements RouteObserver {
  readonly steps: WalkStep[] = [];
  /** Every target that was come by, in order. */
  readonly targets: TargetNode[] = [];
  readonly #read: (field: ConditionField) => FieldValue | null;

  /** `read`: what the request has of a field; null: nothing. */
  constructor(read: (field: ConditionField) => FieldValue | null) {
    this.#read = read;
  }

  visited(visit: RouteVisit): void {
    const place = { pointer: visit.pointer, candidate: this.targets.length };
    this.steps.push({ ...place, ...this.#decision(visit) } as WalkStep);
    if (visit.type === "target") this.targets.push(visit.node);
  }

  #decision(visit: RouteVisit) {
    const { node, pointer } = visit;
    const children = childPointers(node, pointer);
    switch (visit.type) {
      case "target":
        return { type: visit.type, target: visit.node };
      case "when": {
        const condition = explainCondition(visit.node.condition, this.#read);
        return { type: visit.type, condition, holds: visit.holds, chose: children[visit.holds ? 0 : 1] };
      }
      case "split": {
        const { choice } = visit;
        const decidedBy = choice.stickyValue === null ? "chance" : "sticky";
        return {
          type: visit.type,
          children: splitChildren(visit.node, pointer),
          choice,
          decidedBy,
          chose: children[choice.chose],
        };
      }
      case "fallback":
        return { type: visit.type, on: visit.on, ...ordered(children, visit.order) };
      case "fastest":
      case "cheapest":
        return {
          type: visit.type,
          ...ordered(children, visit.order),
          children: children.map((child, index) => ({ pointer: child, score: finite(visit.scores[index]!) })),
        };
    }
  }
}

export function splitChildren(node: Extract<RouteNode, { type: "split" }>, pointer: string): SplitChild[] {
  return childPointers(node, pointer).map((child, index) => ({ pointer: child, weight: node.children[index]!.weight }));
}

function ordered(children: readonly string[], order: readonly number[]) {
  const pointers = order.map((index) => children[index]!);
  return { order: pointers, chose: pointers[0]! };
}

function finite(score: number): number | null {
  return Number.isFinite(score) ? score : null;
}
