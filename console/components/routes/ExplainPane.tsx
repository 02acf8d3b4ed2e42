import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { onDemand } from "../../forms/on_demand.ts";
import { writeTree } from "../../route-editor/draft_tree.ts";
import type { DraftExplanation } from "../../route-editor/explain_draft.ts";
import type { RouteChoices } from "../../route-editor/read_route.ts";
import type { RouteEditor } from "../../route-editor/route_editor.ts";
import type { TreeView } from "../../route-editor/tree_view.ts";
import { emptyRequest, type TypedRequest } from "../../route-editor/typed_request.ts";
import { Choice } from "./Choice.tsx";
import { ExplainVerdict } from "./ExplainVerdict.tsx";
import { ExplainedWay } from "./ExplainedWay.tsx";
import { MultiLine } from "./MultiLine.tsx";
import { TextInput } from "./TextInput.tsx";

interface ExplainPaneProps {
  editor: RouteEditor;
  view: TreeView;
  choices: RouteChoices;
  tenantId: string;
  projectId: string;
  /** The route's UUID, which keeps sticky splits apart; empty while it is new. */
  salt: string;
}

/** Asks for a request that nobody made, and lights up its way through the tree as it is edited. */
export function ExplainPane({ editor, view, choices, tenantId, projectId, salt }: ExplainPaneProps) {
  const typed = useSignal<TypedRequest>(emptyRequest(editor.document.peek().name));
  const problem = useSignal<string | null>(null);
  const { tree } = editor.document.value;
  const written = tree === null ? null : writeTree(tree);
  useEffect(() => {
    const state = { isGone: false };
    explain(typed.value, written, salt).then((explained) => {
      if (state.isGone) return;
      problem.value = explained.problem;
      view.explanation.value = explained.explanation;
    });
    return () => {
      state.isGone = true;
    };
  }, [typed.value, JSON.stringify(written)]);
  // Nothing is lit any more when one turns to something else.
  useEffect(() => () => {
    view.explanation.value = null;
  }, []);
  const set = (change: Partial<TypedRequest>) => typed.value = { ...typed.value, ...change };
  const explanation = view.explanation.value;
  return (
    <div class="flex flex-col gap-3">
      <RequestFields typed={typed.value} choices={choices} onChange={set} />
      {problem.value && <p class="text-sm text-error" role="status">{problem.value}</p>}
      {explanation !== null && <ExplainedWay explanation={explanation} />}
      <ExplainVerdict
        {...{ tenantId, projectId }}
        typed={typed.value}
        apiKeyId={choices.apiKeys.find(({ id }) => id === typed.value.apiKeyId)?.globalId ?? null}
        isSaved={!editor.isChanged.value}
      />
    </div>
  );
}

async function explain(
  typed: TypedRequest,
  tree: unknown,
  salt: string,
): Promise<{ problem: string | null; explanation: DraftExplanation | null }> {
  const [requests, draft] = await Promise.all([
    onDemand(() => import("../../route-editor/explained_request.ts")),
    onDemand(() => import("../../route-editor/explain_draft.ts")),
  ]);
  if (requests === null || draft === null) {
    return { problem: "This cannot be loaded. Load the page again.", explanation: null };
  }
  const read = requests.readRequest(typed);
  if (read.problem !== null) return { problem: read.problem, explanation: null };
  const explanation = draft.explainDraft(tree, read.inputs, { salt });
  return { problem: explanation === null ? "The tree has to be mended first." : null, explanation };
}

interface RequestFieldsProps {
  typed: TypedRequest;
  choices: RouteChoices;
  onChange: (change: Partial<TypedRequest>) => void;
}

function RequestFields({ typed, choices, onChange }: RequestFieldsProps) {
  const text = (name: keyof TypedRequest) => (value: string) => onChange({ [name]: value });
  return (
    <>
      <div class="grid grid-cols-2 gap-2">
        <TextInput id="explain-model" label="Model asked for" value={typed.model} onText={text("model")} isFirst />
        <TextInput id="explain-user" label="End user" value={typed.endUser} onText={text("endUser")} />
        <TextInput
          id="explain-tokens"
          label="Estimated tokens"
          inputMode="numeric"
          placeholder="of the body"
          value={typed.estimatedTokens}
          onText={text("estimatedTokens")}
        />
        <Choice
          id="explain-key"
          label="API key"
          value={typed.apiKeyId}
          options={[
            { value: "", title: "none" },
            ...choices.apiKeys.map(({ id, name }) => ({ value: id, title: name })),
          ]}
          onChoice={text("apiKeyId")}
        />
      </div>
      <label class="flex items-center gap-2 text-sm">
        <input
          type="checkbox"
          class="checkbox checkbox-xs"
          checked={typed.stream}
          onChange={(event) => onChange({ stream: event.currentTarget.checked })}
        />
        The answer is streamed
      </label>
      <details class="rounded-field border border-base-300 px-3 py-2">
        <summary class="cursor-pointer text-xs font-medium">Metadata, headers, tags, body</summary>
        <div class="mt-2 flex flex-col gap-2">
          <MultiLine
            id="explain-metadata"
            label="Metadata"
            hint="A line each: name = value"
            value={typed.metadata}
            onText={text("metadata")}
          />
          <MultiLine
            id="explain-headers"
            label="Headers"
            hint="A line each: name: value"
            value={typed.headers}
            onText={text("headers")}
          />
          <MultiLine
            id="explain-tags"
            label="Tags"
            hint="A line each: name = value"
            value={typed.tags}
            onText={text("tags")}
          />
          <MultiLine
            id="explain-body"
            label="Body"
            hint="JSON, as the client would send it"
            value={typed.body}
            onText={text("body")}
            rows={5}
          />
        </div>
      </details>
    </>
  );
}
