import { type DraftNode, makeNode, type NewId, type NodeType } from "./draft_tree.ts";
import { newValue } from "./new_value.ts";

/** A new node of a type. What holds others begins with a target to be filled in, so that it is whole at once. */
export function makeChild(type: NodeType, { newId, provider }: { newId: NewId; provider: string }): DraftNode {
  const target = () => makeNode(newValue("target", { provider }), newId);
  switch (type) {
    case "target":
      return target();
    case "when":
      return makeNode(newValue(type), newId, [[target()], [target()]]);
    case "fallback":
    case "split":
    case "fastest":
    case "cheapest":
      return makeNode(newValue(type), newId, [[target()]]);
  }
}
