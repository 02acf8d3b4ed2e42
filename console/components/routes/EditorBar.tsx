import { Badge } from "../Badge.tsx";
import { Button } from "../Button.tsx";
import type { RouteEditor } from "../../route-editor/route_editor.ts";
import type { Saving } from "../../route-editor/use_save.ts";
import { RouteIcon } from "./RouteIcon.tsx";

interface EditorBarProps {
  editor: RouteEditor;
  saving: Saving;
  routesPath: string;
  /** Opens what the keys mean. */
  onHelp: () => void;
}

/** What can be done with the whole of what is edited; stays in sight. */
export function EditorBar({ editor, saving, routesPath, onHelp }: EditorBarProps) {
  const { past, future } = editor.history.value;
  const problems = editor.issues.value.length;
  const isWanted = editor.isChanged.value || saving.isNew.value;
  return (
    <div
      role="toolbar"
      aria-label="Route"
      class="sticky top-12 z-10 flex flex-wrap items-center gap-2 border-b border-base-300 bg-base-100 py-2"
    >
      <Button href={routesPath} tone="quiet">← Routes</Button>
      {!editor.isReadOnly && (
        <>
          <Button
            tone="quiet"
            class="max-md:hidden noscript:hidden"
            disabled={past.length === 0}
            title="⌘Z, Ctrl+Z"
            onClick={() => editor.undo()}
          >
            <RouteIcon name="undo" /> Undo
          </Button>
          <Button
            tone="quiet"
            class="max-md:hidden noscript:hidden"
            disabled={future.length === 0}
            title="⇧⌘Z, Ctrl+Y"
            onClick={() => editor.redo()}
          >
            <RouteIcon name="redo" /> Redo
          </Button>
        </>
      )}
      <Button tone="quiet" class="max-md:hidden noscript:hidden" onClick={onHelp}>
        Keys <kbd class="kbd kbd-xs">?</kbd>
      </Button>
      <div class="ml-auto flex items-center gap-2">
        {problems > 0 && isWanted && <Badge tone="error">{`${problems} problem${problems === 1 ? "" : "s"}`}</Badge>}
        <span class="text-xs text-muted" role="status">
          {saving.pending.value ? "Saving …" : editor.isChanged.value ? "Changes are not saved" : "Saved in the draft"}
        </span>
        {!editor.isReadOnly && (
          <Button
            tone="primary"
            class="noscript:hidden"
            disabled={!isWanted || saving.pending.value}
            onClick={() => saving.save()}
          >
            {saving.isNew.value ? "Create the route" : "Save"}
          </Button>
        )}
      </div>
    </div>
  );
}
