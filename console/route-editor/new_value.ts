import type { NodeType, NodeValue } from "./draft_tree.ts";

/** The fields that a new node of a type begins with. A target's provider and model are still to be filled in. */
export function newValue(type: NodeType, { provider = "", model = "" } = {}): NodeValue {
  switch (type) {
    case "target":
      return { type, provider, model };
    case "when":
      return { type, condition: { type: "field", field: "model", operator: "starts_with", value: "gpt-" } };
    case "fallback":
    case "split":
    case "fastest":
    case "cheapest":
      return { type };
  }
}
