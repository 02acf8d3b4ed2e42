import type { ErrorClass } from "../contracts/error_class.ts";
import type { RouteNode, StickyBy, TargetNode } from "../contracts/route_tree.ts";
import type { FieldValue } from "./route_inputs.ts";

/** Told of every node that a plan comes by, at the moment it decides there: the plan's own decision, not a second one. */
export interface RouteObserver {
  visited(visit: RouteVisit): void;
}

/** One node that was come by. `pointer`: where it stands, as a JSON pointer from the tree's root. */
export type RouteVisit =
  & { pointer: string }
  & (
    | { type: "target"; node: TargetNode }
    | { type: "when"; node: Extract<RouteNode, { type: "when" }>; holds: boolean }
    | { type: "split"; node: Extract<RouteNode, { type: "split" }>; choice: SplitChoice }
    | {
      type: "fallback";
      node: Extract<RouteNode, { type: "fallback" }>;
      /** The children's indexes in the order in which they are tried. */
      order: readonly number[];
      on: readonly ErrorClass[];
    }
    | {
      type: "fastest" | "cheapest";
      node: Extract<RouteNode, { type: "fastest" | "cheapest" }>;
      order: readonly number[];
      /** Each child's score, in the order of the children: milliseconds or nano-dollars; infinite where it has none. */
      scores: readonly number[];
    }
  );

/** How a split chose. */
export interface SplitChoice {
  stickyBy: StickyBy | null;
  /** What requests are kept together by; null: nothing, and chance decides. */
  stickyValue: FieldValue | null;
  /** The index of the child by weight alone. */
  byWeight: number;
  /** The index of the child that was taken: another where nothing below the one by weight may be called. */
  chose: number;
}
