import type { RouteNode, TargetNode } from "../../../shared/contracts/route_tree.ts";

export function target(model: string, provider = "mock"): TargetNode {
  return { type: "target", provider, model };
}

/** A tree that has every type of node and most of their fields. */
export const EVERY_NODE: RouteNode = {
  type: "when",
  condition: {
    type: "all",
    conditions: [
      { type: "field", field: "estimated_tokens", operator: "greater_than", value: 1_000 },
      { type: "not", condition: { type: "field", field: "metadata.plan", operator: "in", value: ["free", 7, true] } },
    ],
  },
  then: {
    type: "fallback",
    on: ["timeout", "overloaded"],
    children: [
      { ...target("a"), timeouts: { firstTokenMs: 2_000 }, retries: 2, overrides: { temperature: 0, seed: null } },
      { type: "cheapest", children: [target("b"), target("c", "other")] },
    ],
  },
  else: {
    type: "split",
    stickyBy: "end_user",
    children: [
      { weight: 90, node: target("d") },
      { weight: 10, node: { type: "fastest", children: [target("e"), target("f")] } },
    ],
  },
};
