import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import CopyButton from "../../islands/CopyButton.tsx";
import { Button } from "../Button.tsx";
import { writeTree } from "../../route-editor/draft_tree.ts";
import type { TextProblem } from "../../route-editor/json_text.ts";
import { readTreeLater } from "../../route-editor/read_tree_later.ts";
import type { RouteEditor } from "../../route-editor/route_editor.ts";

/** The tree as JSON, both ways: what is typed becomes the tree as soon as it is one. */
export function JsonPane({ editor }: { editor: RouteEditor }) {
  const { tree } = editor.document.value;
  const written = tree === null ? "" : JSON.stringify(writeTree(tree), null, 2);
  const typed = useSignal<{ text: string; of: string } | null>(null);
  const problems = useSignal<readonly TextProblem[]>([]);
  const area = useRef<HTMLTextAreaElement>(null);
  // What was edited elsewhere meanwhile takes the place of what was typed.
  const isTyped = typed.value !== null && typed.value.of === written;
  const text = isTyped ? typed.value!.text : written;
  useEffect(() => {
    if (!isTyped) problems.value = [];
  }, [isTyped]);
  const type = async (text: string) => {
    typed.value = { text, of: written };
    const read = await readTreeLater(text, editor);
    // Typed on meanwhile: that will be read by itself.
    if (typed.peek()?.text !== text || read === null) return;
    problems.value = read.problems;
    if (read.tree === undefined) return;
    typed.value = { text, of: JSON.stringify(read.tree === null ? null : writeTree(read.tree), null, 2) };
    editor.editTree(() => read.tree!, "json");
  };
  const goTo = ({ line, column }: TextProblem) => {
    const before = text.split("\n").slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    area.current?.focus();
    area.current?.setSelectionRange(before + column - 1, before + column);
  };
  return (
    <div class="flex flex-col gap-2">
      <div class="flex items-center justify-between gap-2">
        <label for="route-json" class="text-xs font-medium">The tree in JSON</label>
        <CopyButton text={text} label="Copy the JSON" />
      </div>
      <textarea
        id="route-json"
        ref={area}
        class={`textarea textarea-sm h-96 w-full font-mono text-xs leading-5 whitespace-pre ${
          problems.value.length > 0 ? "textarea-error" : ""
        }`}
        spellcheck={false}
        readOnly={editor.isReadOnly}
        aria-invalid={problems.value.length > 0 ? "true" : undefined}
        aria-describedby="route-json-problems"
        value={text}
        onInput={(event) => type(event.currentTarget.value)}
        onBlur={() => editor.seal()}
      />
      <div id="route-json-problems" role="status" class="flex flex-col gap-1">
        {problems.value.length > 0 && <p class="text-xs text-error">The tree stays as it was until this is mended:</p>}
        {problems.value.map((problem) => (
          <Button
            key={`${problem.line}:${problem.path}:${problem.message}`}
            size="small"
            tone="quiet"
            class="h-auto justify-start py-0.5 text-left font-normal whitespace-normal text-error"
            onClick={() => goTo(problem)}
          >
            {`Line ${problem.line}${problem.path ? `, ${problem.path}` : ""}: ${problem.message}`}
          </Button>
        ))}
      </div>
    </div>
  );
}
