import type { Ref } from "preact";
import { Button } from "../Button.tsx";
import { TREE_KEY_HELP } from "../../route-editor/tree_keys.ts";

/** What the keys of the editor mean. */
export function EditorKeys({ dialogRef }: { dialogRef: Ref<HTMLDialogElement> }) {
  return (
    <dialog ref={dialogRef} class="modal" aria-labelledby="editor-keys-title">
      <form method="dialog" class="modal-box max-w-md">
        <h2 id="editor-keys-title" class="text-base font-semibold">Keys of the route editor</h2>
        <dl class="mt-3 grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-1.5">
          {TREE_KEY_HELP.map(([keys, meaning]) => (
            <div key={meaning} class="contents">
              <dt class="flex gap-1">{keys.map((key) => <kbd key={key} class="kbd kbd-sm">{key}</kbd>)}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <div class="mt-4 flex justify-end">
          <Button type="submit">Close</Button>
        </div>
      </form>
    </dialog>
  );
}
