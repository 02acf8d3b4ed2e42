import type { StickyBy } from "../../../shared/contracts/route_tree.ts";
import type { DraftNode, NodeValue } from "../../route-editor/draft_tree.ts";
import { nodeSummary, weightShares } from "../../route-editor/node_words.ts";
import type { RouteEditor } from "../../route-editor/route_editor.ts";
import { Choice } from "./Choice.tsx";
import { TextInput } from "./TextInput.tsx";

interface SplitFieldsProps {
  node: DraftNode;
  editor: RouteEditor;
  error: (...field: string[]) => string | null;
}

type SplitValue = Extract<NodeValue, { type: "split" }>;

/** How a split shares requests out, and what it keeps together. */
export function SplitFields({ node, editor, error }: SplitFieldsProps) {
  const value = node.value as SplitValue;
  const children = node.slots[0] ?? [];
  const shares = weightShares(children.map(({ weight }) => weight));
  const scale = Math.max(100, ...children.map(({ weight }) => weight || 0));
  const kind = stickyKind(value.stickyBy);
  const set = (stickyBy: StickyBy | undefined) =>
    editor.setValue(node.id, stickyBy === undefined ? { type: "split" } : { type: "split", stickyBy }, "stickyBy");
  return (
    <>
      <div class="flex flex-col gap-2" role="group" aria-label="Weights">
        {children.map((child, index) => (
          <div key={child.id} class="flex flex-col gap-0.5">
            <div class="flex items-baseline justify-between gap-2 text-xs">
              <span class="min-w-0 truncate font-mono">{nodeSummary(child)}</span>
              <span class="tabular-nums">{shares[index]}</span>
            </div>
            <input
              type="range"
              class="range range-primary range-xs w-full"
              data-first={index === 0 || undefined}
              min={0}
              max={scale}
              step={1}
              aria-label={`Weight of ${nodeSummary(child)}`}
              aria-valuetext={`${child.weight}, ${shares[index]}`}
              value={child.weight || 0}
              onInput={(event) => editor.setWeight(child.id, event.currentTarget.valueAsNumber)}
            />
          </div>
        ))}
        {error("children") && <p class="text-xs text-error">{error("children")}</p>}
      </div>
      <Choice
        id="split-sticky"
        label="Keep together requests of one"
        value={kind}
        options={STICKY_KINDS}
        onChoice={(chosen) => set(stickyOf(chosen, ""))}
      />
      {(kind === "metadata" || kind === "header") && (
        <TextInput
          id="split-sticky-name"
          label={kind === "metadata" ? "Name in the metadata" : "Header"}
          value={value.stickyBy!.slice(kind.length + 1)}
          error={error("stickyBy")}
          onText={(name) => set(stickyOf(kind, kind === "header" ? name.toLowerCase() : name))}
        />
      )}
    </>
  );
}

type StickyKind = "" | "api_key" | "end_user" | "metadata" | "header";

const STICKY_KINDS: readonly { value: StickyKind; title: string }[] = [
  { value: "", title: "nothing: by chance" },
  { value: "end_user", title: "end user" },
  { value: "api_key", title: "API key" },
  { value: "metadata", title: "value in the metadata" },
  { value: "header", title: "value of a header" },
];

function stickyKind(stickyBy: StickyBy | undefined): StickyKind {
  return (stickyBy?.split(".")[0] ?? "") as StickyKind;
}

function stickyOf(kind: StickyKind, name: string): StickyBy | undefined {
  if (kind === "") return undefined;
  return (kind === "api_key" || kind === "end_user" ? kind : `${kind}.${name}`) as StickyBy;
}
