import type { ExplainedStep } from "../../route-editor/explain_draft.ts";

/** What an explained request decides at a node; nothing where it does not come by. */
export function LitSteps({ steps }: { steps: readonly ExplainedStep[] }) {
  const [first] = steps;
  if (first === undefined) return null;
  const title = first.condition.map(({ depth, words, holds }) =>
    `${"  ".repeat(depth)}${holds === null ? "?" : holds ? "✓" : "✗"} ${words}`
  ).join("\n");
  return (
    <span class="max-w-56 truncate text-xs font-medium text-success" title={title || first.words}>
      {first.candidate === 0 ? "●" : `${first.candidate + 1}.`} {first.words}
    </span>
  );
}
