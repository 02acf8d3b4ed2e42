import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { RouteEditor } from "../../route-editor/route_editor.ts";
import type { TreeView } from "../../route-editor/tree_view.ts";
import { groupId } from "./NodeRow.tsx";
import { useSortable } from "../../route-editor/use_sortable.ts";

interface NodeListProps {
  editor: RouteEditor;
  view: TreeView;
  parent: string;
  slot: number;
  /** Takes one node alone: a branch. */
  isSingle: boolean;
  count: number;
  /** `then`, `else`, or what the list belongs to. */
  label: string;
  children: ComponentChildren;
}

/** A list of nodes below a node, where others can be dropped and added. */
export function NodeList({ editor, view, parent, slot, isSingle, count, label, children }: NodeListProps) {
  const list = useRef<HTMLUListElement>(null);
  useSortable(list, {
    isEnabled: !editor.isReadOnly,
    onMove: (id, place) => editor.move(id, place),
    onDragging: (isDragging) => view.isDragging = isDragging,
  });
  return (
    <div class="flex flex-col gap-1.5">
      {isSingle && <span class="text-xs font-semibold text-muted" aria-hidden="true">{label}</span>}
      <ul
        ref={list}
        id={groupId(parent, slot)}
        role="group"
        aria-label={label}
        data-parent={parent}
        data-slot={slot}
        data-single={isSingle ? "" : undefined}
        class={`flex flex-col gap-1.5 ${
          count === 0 ? "min-h-9 rounded-field border border-dashed border-base-300" : ""
        }`}
      >
        {children}
      </ul>
    </div>
  );
}
