import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { onDemand } from "../../forms/on_demand.ts";
import { Button } from "../Button.tsx";
import { type RouteContent, type WrittenRoute } from "../../route-editor/route_document.ts";
import type { RouteChange } from "../../route-editor/route_changes.ts";
import type { Conflict } from "../../route-editor/use_save.ts";
import Time from "../../islands/Time.tsx";
import { ChangeList } from "./ChangeList.tsx";

interface ConflictDialogProps {
  conflict: Conflict;
  onTheirs: () => void;
  onMine: () => void;
  onClose: () => void;
}

/** Somebody else saved first: what they changed, what is changed here, and what is to become of the two. */
export function ConflictDialog({ conflict, onTheirs, onMine, onClose }: ConflictDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const changes = useSignal<{ theirs: RouteChange[]; mine: RouteChange[] } | null>(null);
  const { base, theirs, mine } = conflict;
  useEffect(() => {
    dialog.current?.showModal();
    onDemand(() => import("../../route-editor/route_changes.ts")).then((module) => {
      if (module === null) return;
      changes.value = { theirs: module.routeChanges(base, theirs), mine: module.routeChanges(base, mine) };
    });
  }, []);
  return (
    <dialog ref={dialog} class="modal" aria-labelledby="conflict-title" onClose={onClose}>
      <div class="modal-box max-w-4xl">
        <h2 id="conflict-title" class="text-base font-semibold">This route was changed meanwhile</h2>
        <p class="mt-1 text-sm text-muted">
          You began with version {conflict.baseVersion}; somebody saved version {conflict.theirVersion}{" "}
          <Time at={conflict.savedAt} />. Nothing of yours is lost.
        </p>
        <div class="mt-4 grid gap-4 md:grid-cols-2">
          <Side title="Theirs" content={theirs} changes={changes.value?.theirs ?? null} />
          <Side title="Yours" content={mine} changes={changes.value?.mine ?? null} />
        </div>
        <div class="mt-5 flex flex-wrap justify-end gap-2">
          <Button tone="quiet" onClick={() => dialog.current?.close()}>Go on editing</Button>
          <Button onClick={onTheirs}>Take theirs</Button>
          <Button tone="primary" onClick={onMine}>Save mine over theirs</Button>
        </div>
      </div>
    </dialog>
  );
}

interface SideProps {
  title: string;
  content: RouteContent | WrittenRoute;
  changes: readonly RouteChange[] | null;
}

function Side({ title, content, changes }: SideProps) {
  return (
    <section aria-label={title} class="min-w-0 rounded-box border border-base-300 p-3">
      <h3 class="mb-2 text-sm font-semibold">{title}</h3>
      <ChangeList changes={changes} none="Nothing that gateways would notice." />
      <details class="mt-3">
        <summary class="cursor-pointer text-xs font-medium">The whole route in JSON</summary>
        <pre class="mt-1 max-h-64 overflow-auto rounded-field bg-base-200 p-2 text-xs" tabIndex={0}>
          {JSON.stringify({ name: content.name, aliases: content.aliases, cache: content.cache, tree: content.tree }, null, 2)}
        </pre>
      </details>
    </section>
  );
}
