import type { RouteNode } from "../../../shared/contracts/route_tree.ts";
import { countingIds, type DraftNode, readTree } from "../../route-editor/draft_tree.ts";
import { nodeSummary, weightShares } from "../../route-editor/node_words.ts";
import { placedNodes } from "../../route-editor/tree_places.ts";
import { NodeType } from "./NodeType.tsx";

interface RouteDiagramProps {
  tree: RouteNode;
  /** What the list is called for those who hear the page. */
  label: string;
  /** Nodes that light up, by their JSON pointers, each with what was decided there. */
  lit?: Readonly<Record<string, string>>;
}

/** A route's tree to be read: nested lists that need no script. */
export function RouteDiagram({ tree, label, lit = {} }: RouteDiagramProps) {
  const root = readTree(tree, countingIds());
  const pointers = new Map(placedNodes(root).map(({ node, pointer }) => [node.id, pointer]));
  const wordsOf = (id: string) => lit[pointers.get(id)!];
  return (
    <ul aria-label={label} class="flex flex-col gap-1.5">
      <DiagramNode node={root} wordsOf={wordsOf} />
    </ul>
  );
}

interface DiagramNodeProps {
  node: DraftNode;
  wordsOf: (id: string) => string | undefined;
  /** Before the type: a share, or the name of a branch. */
  mark?: string | undefined;
}

function DiagramNode({ node, wordsOf, mark }: DiagramNodeProps) {
  const words = wordsOf(node.id);
  const marks = marksOf(node);
  return (
    <li>
      <div
        class={`flex flex-wrap items-baseline gap-x-2 rounded-field border px-2.5 py-1.5 ${
          words === undefined ? "border-base-300 bg-base-100" : "border-primary bg-primary/10"
        }`}
      >
        {mark !== undefined && <span class="text-xs text-muted tabular-nums">{mark}</span>}
        <NodeType type={node.value.type} />
        <span class="min-w-0 font-mono text-xs break-words">{nodeSummary(node)}</span>
        {words !== undefined && <span class="text-xs font-medium text-primary">{words}</span>}
      </div>
      {node.slots.flat().length > 0 && (
        <ul class="mt-1.5 ml-3 flex flex-col gap-1.5 border-l border-base-300 pl-3">
          {node.slots.flat().map((child, index) => (
            <DiagramNode key={child.id} node={child} wordsOf={wordsOf} mark={marks[index]} />
          ))}
        </ul>
      )}
    </li>
  );
}

function marksOf({ value, slots }: DraftNode): (string | undefined)[] {
  const children = slots.flat();
  if (value.type === "split") return weightShares(children.map(({ weight }) => weight));
  if (value.type === "when") return [...slots[0]!.map(() => "then"), ...slots[1]!.map(() => "else")];
  return value.type === "fallback" ? children.map((_, index) => `${index + 1}.`) : [];
}
