import type { NodeType } from "../../route-editor/draft_tree.ts";
import { Drawing } from "../Drawing.tsx";

export type RouteIconName = NodeType | "grip" | "undo" | "redo" | "open" | "closed" | "warning";

/** A small drawing of the route editor's. Says nothing to those who do not see it: a word must be near. */
export function RouteIcon({ name, class: more }: { name: RouteIconName; class?: string }) {
  return <Drawing path={PATHS[name]} class={more} />;
}

const PATHS: Record<RouteIconName, string> = {
  target: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16Zm0-4a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm0-4h.01",
  fallback: "M5 5h14M5 12h9M5 19h4m7-7v7m0 0-3-3m3 3 3-3",
  split: "M4 12h5m0 0c4 0 3-6 7-6h4m-11 6c4 0 3 6 7 6h4m-3-15 3 3-3 3m0 6 3 3-3 3",
  when: "M12 3 21 12l-9 9-9-9zm0 5v4m0 4h.01",
  fastest: "M13 3 5 13.5h6L10 21l9-11.5h-6.5z",
  cheapest:
    "M12 3v18m4.5-14.5C15.5 5.5 14 5 12 5 9.500 5 7.500 6.200 7.500 8.300c0 4.700 9.500 2.400 9.500 7.200 0 2.200-2.200 3.500-5 3.500-2.300 0-4-.8-5-2",
  grip: "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",
  undo: "M9 7 4 12l5 5m-5-5h10a6 6 0 0 1 6 6v1",
  redo: "m15 7 5 5-5 5m5-5H10a6 6 0 0 0-6 6v1",
  open: "m7 10 5 5 5-5",
  closed: "m10 7 5 5-5 5",
  warning: "M12 4 2.500 20h19zm0 6v4m0 3h.01",
};
