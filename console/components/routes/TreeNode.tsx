import { type DraftNode, holdsOne } from "../../route-editor/draft_tree.ts";
import { NODE_TYPES, weightShares } from "../../route-editor/node_words.ts";
import type { RouteEditor } from "../../route-editor/route_editor.ts";
import { stepTo } from "../../route-editor/tree_places.ts";
import type { TreeView } from "../../route-editor/tree_view.ts";
import { NodeList } from "./NodeList.tsx";
import { NodeRow } from "./NodeRow.tsx";

interface TreeNodeProps {
  node: DraftNode;
  editor: RouteEditor;
  view: TreeView;
  /** A JSON pointer from the tree's root. */
  pointer: string;
  level: number;
  /** Among those that hang below the same node. */
  place: { index: number; count: number };
  /** Its share where it stands in a split. */
  share?: string | undefined;
}

/** A node as a line of the tree, and below it what hangs there. */
export function TreeNode({ node, editor, view, pointer, level, place, share }: TreeNodeProps) {
  const { id, slots } = node;
  const steps = view.explanation.value?.steps.filter((step) => step.pointer === pointer) ?? [];
  const issues = editor.issues.value.filter((issue) => issue.node === id);
  return (
    <li role="none" data-node={id} data-lit={steps.length > 0 ? steps[0]!.candidate : undefined}>
      <NodeRow {...{ node, editor, view, level, place, share, steps }} isWrong={issues.length > 0} />
      {issues.length > 0 && (
        <p id={`issue-${id}`} class="mt-0.5 ml-2 text-xs text-error">
          {issues.map(({ message }) => message).join(" ")}
        </p>
      )}
      {slots.length > 0 && !editor.collapsed.value.has(id) && <Slots {...{ node, editor, view, pointer, level }} />}
    </li>
  );
}

function Slots({ node, editor, view, pointer, level }: Omit<TreeNodeProps, "place" | "share">) {
  const { id, value, slots } = node;
  const shares = value.type === "split" ? weightShares(slots[0]!.map(({ weight }) => weight)) : [];
  const isSingle = holdsOne(value.type);
  return (
    <div class="mt-1.5 ml-4 flex flex-col gap-2 border-l border-base-300 pl-4">
      {slots.map((list, slot) => (
        <NodeList
          key={slot}
          {...{ editor, view, slot, isSingle }}
          parent={id}
          count={list.length}
          label={isSingle ? (slot === 0 ? "then" : "else") : NODE_TYPES[value.type].title}
        >
          {list.map((child, index) => (
            <TreeNode
              key={child.id}
              node={child}
              editor={editor}
              view={view}
              pointer={pointer + stepTo(node, slot, index)}
              level={level + 1}
              place={{ index: isSingle ? slot : index, count: isSingle ? slots.length : list.length }}
              share={shares[index]}
            />
          ))}
        </NodeList>
      ))}
    </div>
  );
}
