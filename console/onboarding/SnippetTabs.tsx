import CopyButton from "../islands/CopyButton.tsx";
import { type Snippet, snippets, type SnippetValues } from "./snippets.ts";

/** The same request in several tongues, one shown at a time. Choosing needs no script. */
export function SnippetTabs(values: SnippetValues) {
  const all = snippets(values);
  return (
    <div class="group/snippets">
      <div class="flex flex-wrap gap-1" role="radiogroup" aria-label="Client">
        {all.map(({ id, title }, index) => (
          <label
            key={id}
            class="cursor-pointer rounded-field px-2.5 py-1 text-sm font-medium text-muted hover:bg-base-200 has-checked:bg-primary/10 has-checked:text-primary has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-primary"
          >
            <input
              type="radio"
              name="snippet"
              id={`snippet-${id}`}
              value={id}
              defaultChecked={index === 0}
              class="sr-only"
            />
            {title}
          </label>
        ))}
      </div>
      {all.map((snippet) => (
        <div key={snippet.id} class={`mt-2 hidden ${SHOWN[snippet.id]}`}>
          <SnippetBox {...snippet} />
        </div>
      ))}
    </div>
  );
}

function SnippetBox({ title, code, note }: Snippet) {
  return (
    <div class="rounded-box border border-base-300 bg-base-200">
      <div class="flex min-h-9 items-center justify-between gap-2 border-b border-base-300 px-3 py-1 text-xs text-muted">
        {note === null ? <span>In a terminal</span> : <code>{note}</code>}
        <CopyButton text={code} label={`Copy the ${title} example`} />
      </div>
      <pre
        class="overflow-x-auto p-3 text-xs leading-relaxed"
        tabIndex={0}
        role="region"
        aria-label={`${title} example`}
      >
        <code>{code}</code>
      </pre>
    </div>
  );
}

// Whole, so that the style sheet is made of them.
const SHOWN: Record<Snippet["id"], string> = {
  "curl": "group-has-[#snippet-curl:checked]/snippets:block",
  "openai-js": "group-has-[#snippet-openai-js:checked]/snippets:block",
  "openai-python": "group-has-[#snippet-openai-python:checked]/snippets:block",
  "anthropic": "group-has-[#snippet-anthropic:checked]/snippets:block",
};
