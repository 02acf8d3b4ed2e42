import { useLayoutEffect } from "preact/hooks";
import { Button } from "../Button.tsx";
import { giveFocus, obeyTreeKey } from "../../route-editor/obey_tree_key.ts";
import type { RouteEditor } from "../../route-editor/route_editor.ts";
import { openAddMenu, type TreeView } from "../../route-editor/tree_view.ts";
import { AddNodeMenu } from "./AddNodeMenu.tsx";
import { TreeNode } from "./TreeNode.tsx";

interface RouteTreeProps {
  editor: RouteEditor;
  view: TreeView;
}

/** A route's tree as it is edited: by mouse, by finger and by keys. */
export function RouteTree({ editor, view }: RouteTreeProps) {
  const tree = editor.tree.value;
  // What was moved has lost the focus.
  useLayoutEffect(() => giveFocus(view));
  return (
    <div class="overflow-x-auto p-1">
      {tree === null
        ? (
          <div class="flex flex-col items-center gap-2 rounded-box border border-dashed border-base-300 px-6 py-10 text-center">
            <p class="font-semibold">This route has no node yet</p>
            <p class="max-w-prose text-sm text-muted">
              Begin with a target, which calls a model, or with a fallback that tries several in order.
            </p>
            {!editor.isReadOnly && (
              <Button
                tone="primary"
                class="noscript:hidden"
                disabled={!view.listens.value}
                onClick={(event) => openAddMenu(view, { parent: null, slot: 0, index: 0 }, event.currentTarget)}
              >
                Add the first node
              </Button>
            )}
          </div>
        )
        : (
          <ul
            role="tree"
            aria-label="The route's tree"
            class="min-w-max md:min-w-0"
            onKeyDown={(event) => obeyTreeKey(event, editor, view)}
            onFocusOut={({ currentTarget, relatedTarget }) => {
              // Whoever goes elsewhere holds nothing any more; a node that is moved loses the focus to nobody.
              if (relatedTarget !== null && !currentTarget.contains(relatedTarget as Node)) editor.lift.cancel();
            }}
          >
            <TreeNode node={tree} editor={editor} view={view} pointer="" level={1} place={{ index: 0, count: 1 }} />
          </ul>
        )}
      {!editor.isReadOnly && <AddNodeMenu editor={editor} view={view} />}
      <p role="status" class="sr-only">{editor.announcement.value}</p>
    </div>
  );
}
