import type { DraftNode } from "../../route-editor/draft_tree.ts";
import { nodeSummary } from "../../route-editor/node_words.ts";
import type { RouteEditor } from "../../route-editor/route_editor.ts";

/** A node's weight in its split. */
export function WeightInput({ node, editor }: { node: DraftNode; editor: RouteEditor }) {
  return (
    <input
      type="number"
      min={0}
      step="any"
      tabIndex={editor.selected.value === node.id ? 0 : -1}
      aria-label={`Weight of ${nodeSummary(node)}`}
      class="input input-xs w-16 text-right tabular-nums max-md:hidden"
      readOnly={editor.isReadOnly}
      value={Number.isNaN(node.weight) ? "" : node.weight}
      onInput={(event) => editor.setWeight(node.id, event.currentTarget.valueAsNumber)}
      onBlur={() => editor.seal()}
    />
  );
}
