import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import type { RouteCondition } from "../../shared/contracts/route_condition.ts";
import type { RouteNode, StickyBy, TargetNode } from "../../shared/contracts/route_tree.ts";

export type NodeType = RouteNode["type"];

/** A node's fields without what hangs below it. While it is edited they may be what the contract refuses. */
export type NodeValue =
  | TargetNode
  | { type: "fallback"; on?: ErrorClass[] | undefined }
  | { type: "split"; stickyBy?: StickyBy | undefined }
  | { type: "fastest" }
  | { type: "cheapest" }
  | { type: "when"; condition: RouteCondition };

/** A node of a route as it is edited. It keeps its id wherever it is moved to; nothing of it is ever changed in place. */
export interface DraftNode {
  readonly id: string;
  readonly value: NodeValue;
  /** Its weight where it stands in a split; kept while it stands elsewhere. */
  readonly weight: number;
  /** What hangs below it: nothing of a target, `then` and `else` of a condition with one node each at most, else one list. */
  readonly slots: readonly (readonly DraftNode[])[];
}

/** Null: there is no node yet. */
export type DraftTree = DraftNode | null;

/** Gives an id that no node has yet. */
export type NewId = () => string;

export const SLOT_NAMES = { then: 0, else: 1 } as const;
export const WEIGHT_DEFAULT = 1;

/** Ids in the order in which they are asked for, the same on the server and in the browser. */
export function countingIds(prefix = "n"): NewId {
  let last = 0;
  return () => `${prefix}${++last}`;
}

export function makeNode(
  value: NodeValue,
  newId: NewId,
  slots: DraftNode["slots"] = emptySlots(value.type),
): DraftNode {
  return { id: newId(), value, weight: WEIGHT_DEFAULT, slots };
}

export function emptySlots(type: NodeType): DraftNode["slots"] {
  if (type === "target") return [];
  return type === "when" ? [[], []] : [[]];
}

/** Whether one node at most stands in each slot of a node of this type. */
export function holdsOne(type: NodeType): boolean {
  return type === "when";
}

/** Makes a route's tree one that can be edited. Ids are given in the order of the tree. */
export function readTree(node: RouteNode, newId: NewId, weight: number = WEIGHT_DEFAULT): DraftNode {
  const id = newId();
  const read = (child: RouteNode) => readTree(child, newId);
  switch (node.type) {
    case "target":
      return { id, weight, value: node, slots: [] };
    case "split": {
      const { children, ...value } = node;
      return { id, weight, value, slots: [children.map((child) => readTree(child.node, newId, child.weight))] };
    }
    case "when": {
      const { then, else: otherwise, ...value } = node;
      return { id, weight, value, slots: [[read(then)], [read(otherwise)]] };
    }
    case "fallback":
    case "fastest":
    case "cheapest": {
      const { children, ...value } = node;
      return { id, weight, value, slots: [children.map(read)] };
    }
  }
}

/** The route's tree in JSON, whether the contract takes it or not. What is missing is left out. */
export function writeTree({ value, slots }: DraftNode): unknown {
  const { type, ...fields } = value;
  const [first = [], second = []] = slots;
  switch (type) {
    case "target":
      return withoutUndefined({ type, ...fields });
    case "split":
      return withoutUndefined({
        type,
        ...fields,
        children: first.map((child) => ({ weight: child.weight, node: writeTree(child) })),
      });
    case "when":
      return withoutUndefined({ type, ...fields, then: writeFirst(first), else: writeFirst(second) });
    case "fallback":
    case "fastest":
    case "cheapest":
      return withoutUndefined({ type, ...fields, children: first.map(writeTree) });
  }
}

function writeFirst([node]: readonly DraftNode[]): unknown {
  return node === undefined ? undefined : writeTree(node);
}

function withoutUndefined(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
}
