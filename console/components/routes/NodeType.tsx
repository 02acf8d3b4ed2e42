import type { NodeType as Type } from "../../route-editor/draft_tree.ts";
import { NODE_TYPES } from "../../route-editor/node_words.ts";
import { RouteIcon } from "./RouteIcon.tsx";

/** What type a node is of, by word and drawing. */
export function NodeType({ type }: { type: Type }) {
  return (
    <span class={`inline-flex items-center gap-1 text-xs font-semibold ${TONES[type]}`}>
      <RouteIcon name={type} class="size-3.5" />
      {NODE_TYPES[type].title}
    </span>
  );
}

const TONES: Record<Type, string> = {
  target: "text-success",
  fallback: "text-primary",
  split: "text-accent",
  when: "text-warning",
  fastest: "text-primary",
  cheapest: "text-primary",
};
