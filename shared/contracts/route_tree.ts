import { z } from "zod";
import { type ErrorClass, errorClass } from "./error_class.ts";
import { addressableName } from "./identifiers.ts";
import { type RouteCondition, routeCondition } from "./route_condition.ts";

/** Bounds of one tree: nodes in all and levels from the root. */
export const ROUTE_NODES_MAX = 128;
export const ROUTE_DEPTH_MAX = 8;

const timeoutMs = z.int().min(1).max(3_600_000);

/** A target's timeouts in milliseconds; what is left out takes the gateway's default. */
export const targetTimeouts = z.strictObject({
  /** Until the connection stands. Default 5,000. */
  connectMs: timeoutMs.optional(),
  /** From dispatch to the first content-bearing frame of a stream, or to the head of a whole answer. Default 60,000. */
  firstTokenMs: timeoutMs.optional(),
  /** Between two chunks of a stream. Default 60,000. */
  idleMs: timeoutMs.optional(),
  /** From dispatch to the last byte. Default 600,000. */
  totalMs: timeoutMs.optional(),
});
export type TargetTimeouts = z.infer<typeof targetTimeouts>;

/** The slowest stream that is put up with: one that brings fewer chunks than this within each window is broken off. */
export const slowStream = z.strictObject({
  /** Chunks within `windowMs`, the first content not counted. */
  chunksMin: z.int().min(1).max(10_000),
  windowMs: z.int().min(1_000).max(600_000),
});
export type SlowStream = z.infer<typeof slowStream>;

/** The request fields that an override must not touch: the gateway itself owns them. */
const OWNED_FIELDS = ["model", "stream", "stream_options", "messages"];

/** Top-level fields set in the request to this target, over what the client sent; null removes a field. */
export const targetOverrides = z.record(z.string().min(1).max(64), z.json()).refine(
  (overrides) => !OWNED_FIELDS.some((field) => field in overrides),
  `overrides may not set ${OWNED_FIELDS.join(", ")}`,
);

export const targetNode = z.strictObject({
  type: z.literal("target"),
  /** The provider's name in the tenant. */
  provider: addressableName,
  /** The model's name at the provider. */
  model: z.string().min(1).max(256),
  timeouts: targetTimeouts.optional(),
  overrides: targetOverrides.optional(),
  /**
   * How often this target is tried again, after a pause, before another takes over. Left out, it is tried again only where
   * no other target is left, twice at most.
   */
  retries: z.int().min(0).max(5).optional(),
  slowStream: slowStream.optional(),
});
export type TargetNode = z.infer<typeof targetNode>;

/** What a split keeps together: requests that agree in it always take the same child. */
export const stickyBy = z.union([
  z.enum(["api_key", "end_user"]),
  z.templateLiteral(["metadata.", z.string().min(1).max(64)]),
  z.templateLiteral(["header.", z.string().regex(/^[a-z0-9-]{1,64}$/)]),
]);
export type StickyBy = z.infer<typeof stickyBy>;

/** A node of a route: the same object in form, API, revision and gateway. */
export type RouteNode =
  | TargetNode
  | { type: "fallback"; children: RouteNode[]; on?: ErrorClass[] | undefined }
  | { type: "split"; children: { weight: number; node: RouteNode }[]; stickyBy?: StickyBy | undefined }
  | { type: "fastest"; children: RouteNode[] }
  | { type: "cheapest"; children: RouteNode[] }
  | { type: "when"; condition: RouteCondition; then: RouteNode; else: RouteNode };

const children = z.lazy(() => z.array(routeNode).min(1).max(16));

export const routeNode: z.ZodType<RouteNode> = z.lazy(() =>
  z.discriminatedUnion("type", [
    targetNode,
    /** Children in order; the next is tried when the one before failed in a class of `on` before its first content. */
    z.strictObject({ type: z.literal("fallback"), children, on: z.array(errorClass).min(1).optional() }),
    /** One child by weight; a weight of 0 gets nothing and keeps its place. */
    z.strictObject({
      type: z.literal("split"),
      children: z.array(z.strictObject({ weight: z.number().min(0).max(1_000_000), node: routeNode })).min(1).max(16)
        .refine((all) => all.some((child) => child.weight > 0), "at least one weight must be above 0"),
      stickyBy: stickyBy.optional(),
    }),
    /** Children ordered by their recent time to first token. */
    z.strictObject({ type: z.literal("fastest"), children }),
    /** Children ordered by their estimated price for this request. */
    z.strictObject({ type: z.literal("cheapest"), children }),
    z.strictObject({ type: z.literal("when"), condition: routeCondition, then: routeNode, else: routeNode }),
  ]) as unknown as z.ZodType<RouteNode>
);

/** A whole route: a node within the bounds of `ROUTE_NODES_MAX` and `ROUTE_DEPTH_MAX`. */
export const routeTree: z.ZodType<RouteNode> = routeNode.superRefine((root, context) => {
  const size = measure(root, 1);
  if (size.nodes > ROUTE_NODES_MAX) {
    context.addIssue({ code: "custom", message: `a route may have ${ROUTE_NODES_MAX} nodes at most` });
  }
  if (size.depth > ROUTE_DEPTH_MAX) {
    context.addIssue({ code: "custom", message: `a route may be ${ROUTE_DEPTH_MAX} levels deep at most` });
  }
});

/** A node's direct children, in order. */
export function routeChildren(node: RouteNode): RouteNode[] {
  switch (node.type) {
    case "target":
      return [];
    case "split":
      return node.children.map((child) => child.node);
    case "when":
      return [node.then, node.else];
    case "fallback":
    case "fastest":
    case "cheapest":
      return node.children;
  }
}

/** Every target of a tree, in order from left to right. */
export function routeTargets(node: RouteNode): TargetNode[] {
  return node.type === "target" ? [node] : routeChildren(node).flatMap(routeTargets);
}

function measure(node: RouteNode, level: number): { nodes: number; depth: number } {
  let nodes = 1;
  let depth = level;
  for (const child of routeChildren(node)) {
    const below = measure(child, level + 1);
    nodes += below.nodes;
    depth = Math.max(depth, below.depth);
  }
  return { nodes, depth };
}
