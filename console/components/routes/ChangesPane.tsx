import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { onDemand } from "../../forms/on_demand.ts";
import { type RouteContent, writeDocument, type WrittenRoute } from "../../route-editor/route_document.ts";
import type { RouteChange } from "../../route-editor/route_changes.ts";
import type { RouteEditor } from "../../route-editor/route_editor.ts";
import { ChangeList } from "./ChangeList.tsx";

interface ChangesPaneProps {
  editor: RouteEditor;
  /** What gateways serve; null: they do not know the route. */
  published: RouteContent | null;
  publishPath: string;
}

/** What is not saved yet, and what of the draft is not published yet. */
export function ChangesPane({ editor, published, publishPath }: ChangesPaneProps) {
  const saved = writeDocument(editor.saved.value);
  const edited = writeDocument(editor.document.value);
  const unsaved = useChanges(saved, edited);
  const unpublished = useChanges(published, saved);
  return (
    <div class="flex flex-col gap-4">
      <section aria-label="Not saved yet">
        <h2 class="mb-1 text-sm font-semibold">Not saved yet</h2>
        <ChangeList changes={unsaved} none="All of it is saved." />
      </section>
      <section aria-label="Not published yet">
        <h2 class="mb-1 text-sm font-semibold">Saved, not published yet</h2>
        {published === null
          ? <p class="text-sm text-muted">Gateways do not know this route: all of it is new to them.</p>
          : <ChangeList changes={unpublished} none="Gateways serve what is saved here." />}
        <p class="mt-2 text-sm">
          <a class="link" href={publishPath}>All changes of the draft, and publishing them</a>
        </p>
      </section>
    </div>
  );
}

/** Null: still being compared. */
function useChanges(before: RouteContent | WrittenRoute | null, after: WrittenRoute): readonly RouteChange[] | null {
  const changes = useSignal<readonly RouteChange[] | null>(null);
  const key = JSON.stringify([before, after]);
  useEffect(() => {
    const state = { isGone: false };
    onDemand(() => import("../../route-editor/route_changes.ts")).then((module) => {
      if (state.isGone || module === null || before === null) return;
      changes.value = module.routeChanges(before, after);
    });
    return () => {
      state.isGone = true;
    };
  }, [key]);
  return changes.value;
}
