import { Icon } from "../Icon.tsx";
import type { DraftNode } from "../../route-editor/draft_tree.ts";
import type { ExplainedStep } from "../../route-editor/explain_draft.ts";
import { shareWords, targetHealthOf } from "../../route-editor/live_targets.ts";
import { NODE_TYPES, nodeSummary } from "../../route-editor/node_words.ts";
import { placeToAdd } from "../../route-editor/place_to_add.ts";
import type { RouteEditor } from "../../route-editor/route_editor.ts";
import { openAddMenu, type TreeView } from "../../route-editor/tree_view.ts";
import { HealthDot } from "./HealthDot.tsx";
import { LitSteps } from "./LitSteps.tsx";
import { NodeType } from "./NodeType.tsx";
import { RouteIcon } from "./RouteIcon.tsx";
import { WeightInput } from "./WeightInput.tsx";

export interface NodeRowProps {
  node: DraftNode;
  editor: RouteEditor;
  view: TreeView;
  level: number;
  /** Among those that hang below the same node. */
  place: { index: number; count: number };
  /** Its share where it stands in a split. */
  share: string | undefined;
  /** What an explained request decides here. */
  steps: readonly ExplainedStep[];
  isWrong: boolean;
}

/** What is drawn of a node itself: the line that has the focus. Spaces are for its name, which is made of its words. */
export function NodeRow({ node, editor, view, level, place, share, steps, isWrong }: NodeRowProps) {
  const { id, value, slots } = node;
  const isSelected = editor.selected.value === id;
  const isTabStop = isSelected || (level === 1 && editor.selected.value === null);
  const isLifted = editor.lift.id === id;
  const isOpen = !editor.collapsed.value.has(id);
  const traffic = shareWords(view.live.value, id);
  const isWhole = value.type === "when" && slots.every((list) => list.length > 0);
  const canAdd = slots.length > 0 && !editor.isReadOnly && !isWhole;
  return (
    <div
      role="treeitem"
      data-row
      aria-level={level}
      aria-posinset={place.index + 1}
      aria-setsize={place.count}
      aria-selected={isSelected}
      aria-expanded={slots.length === 0 ? undefined : isOpen}
      aria-owns={slots.length > 0 && isOpen ? slots.map((_, slot) => groupId(id, slot)).join(" ") : undefined}
      aria-labelledby={[`name-${id}`, share && `share-${id}`, traffic && `traffic-${id}`].filter(Boolean).join(" ")}
      aria-describedby={isWrong ? `issue-${id}` : undefined}
      tabIndex={isTabStop ? 0 : -1}
      class={`flex min-h-9 items-center gap-2 rounded-field border px-2 py-1 ${
        rowLook({ isLifted, isSelected, isLit: steps.length > 0, isWrong })
      }`}
      onClick={() => editor.select(id)}
      onFocus={(event) => event.target === event.currentTarget && editor.select(id)}
    >
      {level > 1 && !editor.isReadOnly && <Grip {...{ node, isTabStop, isLifted }} />}
      {slots.length > 0 && <Opener isOpen={isOpen} onToggle={() => editor.toggle(id, !isOpen)} />}
      {value.type === "target" && <HealthDot health={targetHealthOf(view.live.value, value)} />}
      <Words {...{ node, editor, share, steps, traffic }} />
      {canAdd && <Adder {...{ node, editor, view, isTabStop }} />}
      {isWrong && <RouteIcon name="warning" class="size-4 text-error" />}
    </div>
  );
}

/** The id of a list of nodes below a node. */
export function groupId(id: string, slot: number): string {
  return `group-${id}-${slot}`;
}

interface WordsProps extends Pick<NodeRowProps, "node" | "editor" | "share" | "steps"> {
  traffic: string | null;
}

/** What the row says, in the order in which its name is read out. */
function Words({ node, editor, share, steps, traffic }: WordsProps) {
  const { id, value } = node;
  return (
    <>
      <span id={`name-${id}`} class="flex min-w-0 flex-1 items-center gap-2">
        <NodeType type={value.type} />{" "}
        <span class="min-w-0 truncate font-mono text-xs" title={nodeSummary(node)}>{nodeSummary(node)}</span>{" "}
        <LitSteps steps={steps} />
      </span>{" "}
      {share !== undefined && <WeightInput node={node} editor={editor} />}
      {share !== undefined && (
        <span id={`share-${id}`} class="w-12 text-right text-xs font-medium tabular-nums">{share}</span>
      )} {traffic !== null && (
        <span
          id={`traffic-${id}`}
          class="w-14 text-right text-xs text-muted tabular-nums"
          title="Of the route's latest requests, these came by here"
        >
          {traffic}
        </span>
      )}
    </>
  );
}

function Adder(
  { node, editor, view, isTabStop }: Pick<NodeRowProps, "node" | "editor" | "view"> & { isTabStop: boolean },
) {
  const { id, value } = node;
  return (
    <button
      type="button"
      tabIndex={isTabStop ? 0 : -1}
      aria-label={`Add a node to ${NODE_TYPES[value.type].title}`}
      class="btn btn-ghost btn-square btn-xs max-md:hidden noscript:hidden"
      onClick={(event) => openAddMenu(view, placeToAdd(editor.document.peek().tree, id), event.currentTarget)}
    >
      <Icon name="plus" class="size-3.5" />
    </button>
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

function Opener({ isOpen, onToggle }: { isOpen: boolean; onToggle: () => void }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={isOpen ? "Close" : "Open"}
      class="btn btn-ghost btn-square btn-xs noscript:hidden"
      onClick={onToggle}
    >
      <RouteIcon name={isOpen ? "open" : "closed"} class="size-3.5" />
    </button>
  );
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
