import { NODE_TYPES, TYPES_IN_ORDER } from "../../route-editor/node_words.ts";
import { focusInspector } from "../../route-editor/obey_tree_key.ts";
import type { RouteEditor } from "../../route-editor/route_editor.ts";
import { ADD_MENU, type TreeView } from "../../route-editor/tree_view.ts";
import type { NodeType } from "../../route-editor/draft_tree.ts";
import { RouteIcon } from "./RouteIcon.tsx";

/** What can be added, in one menu for the whole tree: it opens beside whatever asks for it. */
export function AddNodeMenu({ editor, view }: { editor: RouteEditor; view: TreeView }) {
  const add = (type: NodeType, menu: HTMLElement) => {
    const place = view.adding.peek();
    menu.closest<HTMLElement>("[popover]")?.hidePopover();
    if (place === null) return;
    editor.insert(type, place);
    // What is to be filled in is the next thing to do.
    requestAnimationFrame(focusInspector);
  };
  return (
    <div
      id={ADD_MENU}
      popover="auto"
      role="menu"
      aria-label="Add a node"
      class="menu-popover"
      onToggle={(event) => {
        if (event.newState === "open") event.currentTarget.querySelector("button")?.focus();
      }}
      onKeyDown={moveAlong}
    >
      {TYPES_IN_ORDER.map((type) => (
        <button
          key={type}
          type="button"
          role="menuitem"
          class="menu-item"
          onClick={(event) => add(type, event.currentTarget)}
        >
          <RouteIcon name={type} />
          <span class="flex flex-col">
            <span class="font-medium">{NODE_TYPES[type].title}</span>
            <span class="text-xs text-muted">{NODE_TYPES[type].hint}</span>
          </span>
        </button>
      ))}
    </div>
  );
}

/** Arrows go along the menu, and around its ends. */
function moveAlong(event: KeyboardEvent): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  const items = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=menuitem]")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  items.at((at + by) % items.length)?.focus();
}
