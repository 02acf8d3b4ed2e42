import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Icon } from "../Icon.tsx";
import type { RouteEditor } from "../../route-editor/route_editor.ts";
import { openAddMenu, type TreeView } from "../../route-editor/tree_view.ts";
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
  const canAdd = !editor.isReadOnly && (!isSingle || count === 0);
  return (
    <div class="flex flex-col gap-1.5">
      {isSingle && <span class="text-xs font-semibold text-muted" aria-hidden="true">{label}</span>}
      <ul
        ref={list}
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
      {canAdd && (
        <button
          type="button"
          tabIndex={-1}
          aria-label={`Add a node to ${label}`}
          class="btn btn-ghost btn-xs self-start text-muted max-md:hidden noscript:hidden"
          onClick={(event) => openAddMenu(view, { parent, slot, index: count }, event.currentTarget)}
        >
          <Icon name="plus" class="size-3.5" /> Add
        </button>
      )}
    </div>
  );
}
