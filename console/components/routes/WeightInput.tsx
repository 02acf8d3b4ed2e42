import type { DraftNode } from "../../route-editor/draft_tree.ts";
import { nodeSummary } from "../../route-editor/node_words.ts";
import type { RouteEditor } from "../../route-editor/route_editor.ts";

interface WeightInputProps {
  node: DraftNode;
  editor: RouteEditor;
  /** Of the whole. */
  share: string;
}

/** A node's weight in its split, and the share that it comes to. */
export function WeightInput({ node, editor, share }: WeightInputProps) {
  return (
    <span class="flex items-center gap-1.5">
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
      <span class="w-12 text-right text-xs font-medium tabular-nums">{share}</span>
    </span>
  );
}
