import type { ConditionLine, DraftExplanation } from "../../route-editor/explain_draft.ts";

/** The way of a request in words: what decided, and which targets are tried in which order. */
export function ExplainedWay({ explanation: { steps, targets } }: { explanation: DraftExplanation }) {
  const conditions = steps.filter(({ condition }) => condition.length > 0);
  return (
    <section aria-label="The way of this request" class="flex flex-col gap-2">
      <h2 class="text-xs font-semibold">Tried in this order</h2>
      <div role="status">
        <ol class="flex flex-col gap-0.5">
          {targets.map(({ pointer, provider, model }, index) => (
            <li key={pointer} class={`font-mono text-xs ${index === 0 ? "font-semibold text-success" : "text-muted"}`}>
              {`${index + 1}. ${provider}/${model}`}
            </li>
          ))}
        </ol>
      </div>
      {conditions.map(({ pointer, words, condition }) => (
        <div key={pointer}>
          <h2 class="text-xs font-semibold">{`Condition ${words}`}</h2>
          <ul class="flex flex-col gap-0.5 text-xs">
            {condition.map((line, index) => <Line key={index} line={line} />)}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Line({ line: { depth, words, holds } }: { line: ConditionLine }) {
  const mark = holds === null ? "?" : holds ? "✓" : "✗";
  return (
    <li class={`break-words ${INDENTS[Math.min(depth, INDENTS.length - 1)]} ${holds ? "text-success" : "text-muted"}`}>
      {`${mark} ${words}`}
    </li>
  );
}

const INDENTS = ["", "pl-3", "pl-6", "pl-9"];
