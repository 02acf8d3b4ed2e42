import { type DraftNode, holdsOne } from "../../route-editor/draft_tree.ts";
import { shareWords, targetHealthOf } from "../../route-editor/live_targets.ts";
import { NODE_TYPES, nodeSummary, weightShares } from "../../route-editor/node_words.ts";
import type { RouteEditor } from "../../route-editor/route_editor.ts";
import { stepTo } from "../../route-editor/tree_places.ts";
import type { TreeView } from "../../route-editor/tree_view.ts";
import { HealthDot } from "./HealthDot.tsx";
import { LitSteps } from "./LitSteps.tsx";
import { NodeList } from "./NodeList.tsx";
import { NodeType } from "./NodeType.tsx";
import { RouteIcon } from "./RouteIcon.tsx";
import { WeightInput } from "./WeightInput.tsx";

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
  const { id, value, slots } = node;
  const isSelected = editor.selected.value === id;
  const isTabStop = isSelected || (level === 1 && editor.selected.value === null);
  const isLifted = editor.lift.id === id;
  const isOpen = !editor.collapsed.value.has(id);
  const steps = view.explanation.value?.steps.filter((step) => step.pointer === pointer) ?? [];
  const issues = editor.issues.value.filter((issue) => issue.node === id);
  return (
    <li
      role="treeitem"
      data-node={id}
      data-lit={steps.length > 0 ? steps[0]!.candidate : undefined}
      aria-level={level}
      aria-posinset={place.index + 1}
      aria-setsize={place.count}
      aria-selected={isSelected}
      aria-expanded={slots.length === 0 ? undefined : isOpen}
      aria-label={label(node, share, issues.length)}
      tabIndex={isTabStop ? 0 : -1}
      class="rounded-field"
      onFocus={(event) => event.target === event.currentTarget && editor.select(id)}
    >
      <div
        data-row
        class={`group flex min-h-9 items-center gap-2 rounded-field border px-2 py-1 ${
          rowLook({ isLifted, isSelected, isLit: steps.length > 0, isWrong: issues.length > 0 })
        }`}
        onClick={() => editor.select(id)}
      >
        {level > 1 && !editor.isReadOnly && <Grip node={node} isTabStop={isTabStop} isLifted={isLifted} />}
        {slots.length > 0 && (
          <button
            type="button"
            tabIndex={-1}
            aria-label={isOpen ? "Close" : "Open"}
            class="btn btn-ghost btn-square btn-xs noscript:hidden"
            onClick={() => editor.toggle(id, !isOpen)}
          >
            <RouteIcon name={isOpen ? "open" : "closed"} class="size-3.5" />
          </button>
        )}
        <NodeType type={value.type} />
        {value.type === "target" && <HealthDot health={targetHealthOf(view.live.value, value)} />}
        <span class="min-w-0 flex-1 truncate font-mono text-xs" title={nodeSummary(node)}>{nodeSummary(node)}</span>
        <LitSteps steps={steps} />
        {share !== undefined && <WeightInput node={node} editor={editor} share={share} />}
        <Traffic words={shareWords(view.live.value, id)} />
        {issues.length > 0 && (
          <span class="text-error" title={issues.map(({ message }) => message).join("\n")}>
            <RouteIcon name="warning" />
          </span>
        )}
      </div>
      {issues.length > 0 && <p class="mt-0.5 ml-2 text-xs text-error" data-issue>{issues[0]!.message}</p>}
      {slots.length > 0 && isOpen && <Slots node={node} {...{ editor, view, pointer, level }} />}
    </li>
  );
}

function Slots({ node, editor, view, pointer, level }: Omit<TreeNodeProps, "place" | "share">) {
  const { id, value, slots } = node;
  const count = slots.flat().length;
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
              place={{ index: isSingle ? slot : index, count: isSingle ? count : list.length }}
              share={shares[index]}
            />
          ))}
        </NodeList>
      ))}
    </div>
  );
}

function Grip({ node, isTabStop, isLifted }: { node: DraftNode; isTabStop: boolean; isLifted: boolean }) {
  return (
    <button
      type="button"
      data-grip
      tabIndex={isTabStop ? 0 : -1}
      aria-label={`Move ${NODE_TYPES[node.value.type].title} ${nodeSummary(node)}`}
      aria-pressed={isLifted}
      title="Drag it, or press Space and use the arrows"
      class="btn btn-ghost btn-square btn-xs cursor-grab touch-none text-muted max-md:hidden noscript:hidden"
    >
      <RouteIcon name="grip" />
    </button>
  );
}

function Traffic({ words }: { words: string | null }) {
  if (words === null) return null;
  return (
    <span
      class="w-14 text-right text-xs text-muted tabular-nums"
      title="Of the route's latest requests, these came by here"
    >
      {words}
    </span>
  );
}

function label(node: DraftNode, share: string | undefined, issues: number): string {
  return [
    `${NODE_TYPES[node.value.type].title} ${nodeSummary(node)}`,
    share !== undefined && share,
    issues > 0 && `${issues} problem${issues === 1 ? "" : "s"}`,
  ].filter(Boolean).join(", ");
}

function rowLook(
  { isLifted, isSelected, isLit, isWrong }: {
    isLifted: boolean;
    isSelected: boolean;
    isLit: boolean;
    isWrong: boolean;
  },
): string {
  if (isLifted) return "border-dashed border-primary bg-primary/15 shadow-lg";
  if (isSelected) return "border-primary bg-primary/10";
  if (isLit) return "border-success bg-success/10";
  return `bg-base-100 hover:bg-base-200 ${isWrong ? "border-error" : "border-base-300"}`;
}
