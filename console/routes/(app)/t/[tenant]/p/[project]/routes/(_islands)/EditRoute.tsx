import { useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { ChangesPane } from "../../../../../../../../components/routes/ChangesPane.tsx";
import { ConflictDialog } from "../../../../../../../../components/routes/ConflictDialog.tsx";
import { EditorBar } from "../../../../../../../../components/routes/EditorBar.tsx";
import { EditorKeys } from "../../../../../../../../components/routes/EditorKeys.tsx";
import { EditorPanes } from "../../../../../../../../components/routes/EditorPanes.tsx";
import { ExplainPane } from "../../../../../../../../components/routes/ExplainPane.tsx";
import { JsonPane } from "../../../../../../../../components/routes/JsonPane.tsx";
import { NodeInspector } from "../../../../../../../../components/routes/NodeInspector.tsx";
import { RouteSettings } from "../../../../../../../../components/routes/RouteSettings.tsx";
import { RouteTree } from "../../../../../../../../components/routes/RouteTree.tsx";
import { Notice } from "../../../../../../../../components/Notice.tsx";
import { PublishBar } from "../../../../../../../../publishing/PublishBar.tsx";
import type { PublishingState } from "../../../../../../../../publishing/publishing_state.ts";
import { usePublishing } from "../../../../../../../../publishing/use_publishing.ts";
import type { RouteChoices } from "../../../../../../../../route-editor/read_route.ts";
import { NEW_ROUTE, type RouteContent, writeDocument } from "../../../../../../../../route-editor/route_document.ts";
import { RouteEditor } from "../../../../../../../../route-editor/route_editor.ts";
import type { Route } from "../../../../../../../../route-editor/route_list.ts";
import { TreeView } from "../../../../../../../../route-editor/tree_view.ts";
import {
  type EditorAddress,
  type Pane,
  selectAddressed,
  useAddress,
} from "../../../../../../../../route-editor/use_address.ts";
import { useChecks } from "../../../../../../../../route-editor/use_checks.ts";
import { useEditorKeys } from "../../../../../../../../route-editor/use_editor_keys.ts";
import { useLeavingGuard } from "../../../../../../../../route-editor/use_leaving_guard.ts";
import { useLiveTargets } from "../../../../../../../../route-editor/use_live_targets.ts";
import { useSave } from "../../../../../../../../route-editor/use_save.ts";

interface EditRouteProps {
  slug: string;
  projectId: string;
  routesPath: string;
  publishPath: string;
  /** Null: it is still to be made. */
  route: Route | null;
  /** What is edited to begin with. */
  content: RouteContent;
  /** As gateways serve it; null: they do not know it. */
  published: RouteContent | null;
  choices: RouteChoices;
  publishing: PublishingState;
  address: EditorAddress;
  /** The route's UUID; empty while it is new. */
  salt: string;
  canWrite: boolean;
}

/** The editor of one route. What the server renders of it can be read without a script. */
export default function EditRoute(props: EditRouteProps) {
  const { slug, projectId, routesPath, route, choices, canWrite } = props;
  const { tenantId } = props.publishing;
  const [editor] = useState(() => begin(props));
  const [view] = useState(() => new TreeView());
  const pane = useSignal<Pane>(props.address.pane);
  const help = useRef<HTMLDialogElement>(null);
  const publishing = usePublishing(slug, props.publishing);
  const served = useSignal(props.published);
  const saving = useSave(editor, { projectId, route, routesPath, onSaved: () => publishing.refresh() });
  useChecks(editor, choices.providers.map(({ name }) => name));
  useLiveTargets(editor, { view, tenantId, projectId });
  useEditorKeys(editor, { save: saving.save, help: () => help.current?.showModal() });
  useLeavingGuard(editor.isChanged.value);
  useAddress(editor, pane.value);
  useEffect(() => {
    view.listens.value = true;
  }, []);
  return (
    <div class="flex flex-col gap-4" data-listens={view.listens.value || undefined}>
      <EditorBar editor={editor} saving={saving} routesPath={routesPath} onHelp={() => help.current?.showModal()} />
      {saving.problem.value && <Notice tone="error">{saving.problem.value}</Notice>}
      <PublishBar
        publishing={publishing.state.value}
        canPublish={canWrite && !editor.isChanged.value}
        pending={publishing.pending.value}
        onPublish={async (event) => {
          await publishing.publish(event);
          if (!publishing.state.value.draftDiffers) served.value = contentOf(editor);
        }}
      />
      <RouteSettings editor={editor} />
      <div class="grid items-start gap-4 md:grid-cols-[minmax(0,1fr)_20rem] xl:grid-cols-[minmax(0,1fr)_24rem]">
        <RouteTree editor={editor} view={view} />
        <EditorPanes pane={pane.value} onPane={(chosen) => pane.value = chosen}>
          {{
            node: () => <NodeInspector editor={editor} choices={choices} />,
            json: () => <JsonPane editor={editor} />,
            explain: () => <ExplainPane {...{ editor, view, choices, tenantId, projectId }} salt={props.salt} />,
            changes: () => <ChangesPane editor={editor} published={served.value} publishPath={props.publishPath} />,
          }}
        </EditorPanes>
      </div>
      {saving.conflict.value !== null && (
        <ConflictDialog
          conflict={saving.conflict.value}
          onTheirs={saving.takeTheirs}
          onMine={saving.saveMine}
          onClose={() => saving.conflict.value = null}
        />
      )}
      <EditorKeys dialogRef={help} />
    </div>
  );
}

function begin({ route, content, choices, address, canWrite }: EditRouteProps): RouteEditor {
  const provider = choices.providers[0]?.name ?? "";
  const isReadOnly = !canWrite;
  // What is saved has the ids of what is edited: it is the same until something is changed.
  const editor = route === null
    ? new RouteEditor({ content, saved: NEW_ROUTE, provider, isReadOnly })
    : new RouteEditor({ content, provider, isReadOnly });
  selectAddressed(editor, address);
  return editor;
}

function contentOf(editor: RouteEditor): RouteContent {
  // It was published, so the contract has taken it.
  return writeDocument(editor.saved.peek()) as RouteContent;
}
