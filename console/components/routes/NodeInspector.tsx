import { Button } from "../Button.tsx";
import type { DraftNode, NodeType as Type } from "../../route-editor/draft_tree.ts";
import { canUnwrap } from "../../route-editor/edit_tree.ts";
import { CONTAINER_TYPES, NODE_TYPES, TYPES_IN_ORDER } from "../../route-editor/node_words.ts";
import { issueAt } from "../../route-editor/placed_issues.ts";
import type { RouteChoices } from "../../route-editor/read_route.ts";
import type { RouteEditor } from "../../route-editor/route_editor.ts";
import { findNode } from "../../route-editor/tree_places.ts";
import { INSPECTOR } from "../../route-editor/tree_view.ts";
import { Choice } from "./Choice.tsx";
import { FallbackFields } from "./FallbackFields.tsx";
import { SplitFields } from "./SplitFields.tsx";
import { TargetFields } from "./TargetFields.tsx";
import { WhenFields } from "./WhenFields.tsx";

interface NodeInspectorProps {
  editor: RouteEditor;
  choices: RouteChoices;
}

/** What can be set of the node that is selected. */
export function NodeInspector({ editor, choices }: NodeInspectorProps) {
  const found = findNode(editor.document.value.tree, editor.selected.value);
  if (found === null) return <p class="text-muted">Select a node to see what it does.</p>;
  const { node } = found;
  return (
    <fieldset
      id={INSPECTOR}
      // Anew for every node: fields that keep what was typed must not keep it for another one.
      key={node.id}
      disabled={editor.isReadOnly}
      class="flex flex-col gap-3"
      onFocusOut={() => editor.seal()}
    >
      <legend class="sr-only">The selected node</legend>
      <p class="text-xs text-muted">{NODE_TYPES[node.value.type].hint}</p>
      <Fields node={node} editor={editor} choices={choices} />
      {!editor.isReadOnly && <NodeActions node={node} editor={editor} />}
    </fieldset>
  );
}

function Fields({ node, editor, choices }: NodeInspectorProps & { node: DraftNode }) {
  const { id, value } = node;
  const error = (...field: string[]) => issueAt(editor.issues.value, id, field);
  switch (value.type) {
    case "target":
      return (
        <TargetFields
          value={value}
          choices={choices}
          error={error}
          onChange={(changed, field) => editor.setValue(id, changed, field)}
        />
      );
    case "fallback":
      return <FallbackFields value={value} error={error} onChange={(changed) => editor.setValue(id, changed, "on")} />;
    case "split":
      return <SplitFields node={node} editor={editor} error={error} />;
    case "when":
      return (
        <WhenFields
          value={value}
          choices={choices}
          error={error}
          onChange={(condition) => editor.setValue(id, { ...value, condition }, "condition")}
        />
      );
    case "fastest":
    case "cheapest":
      return (
        <p class="text-sm">
          {value.type === "fastest"
            ? "Gateways go by what they measured themselves in the last minute; a node that was not measured is tried by one request in twenty."
            : "Gateways go by the estimated tokens of the request and the prices of its models; nodes without a price come last."}
        </p>
      );
  }
}

function NodeActions({ node: { id, value }, editor }: { node: DraftNode; editor: RouteEditor }) {
  const titled = (types: readonly Type[]) => types.map((type) => ({ value: type, title: NODE_TYPES[type].title }));
  return (
    <div class="flex flex-col gap-2 border-t border-base-300 pt-3">
      <div class="grid grid-cols-2 gap-2">
        <Choice
          id="node-type"
          label="Type"
          value={value.type}
          options={titled(TYPES_IN_ORDER)}
          onChoice={(type) => editor.changeType(id, type)}
        />
        <Choice
          id="node-wrap"
          label="Put it into"
          value={"" as Type | ""}
          options={[{ value: "" as Type | "", title: "a new …" }, ...titled(CONTAINER_TYPES)]}
          onChoice={(type) => type !== "" && editor.wrap(id, type)}
        />
      </div>
      <div class="flex flex-wrap gap-2">
        <Button size="small" onClick={() => editor.duplicate(id)}>Duplicate</Button>
        {canUnwrap(editor.document.value.tree, id) && (
          <Button size="small" onClick={() => editor.unwrap(id)}>Replace by its nodes</Button>
        )}
        <Button size="small" class="text-error" onClick={() => editor.remove(id)}>Remove</Button>
      </div>
    </div>
  );
}
