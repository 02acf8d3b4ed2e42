import type { Ref } from "preact";
import { KEY_HELP } from "../../logs/key_command.ts";

/** Which keys do what. Opened by whoever holds the reference. */
export function KeyboardHelp({ dialogRef }: { dialogRef: Ref<HTMLDialogElement> }) {
  return (
    <dialog ref={dialogRef} class="modal" aria-labelledby="keyboard-help-title">
      <form method="dialog" class="modal-box max-w-sm">
        <h2 id="keyboard-help-title" class="mb-3 text-base font-semibold">Keys of this page</h2>
        <dl class="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1.5">
          {KEY_HELP.map(([keys, meaning]) => (
            <div key={meaning} class="contents">
              <dt class="flex gap-1">{keys.map((key) => <kbd key={key} class="kbd kbd-sm">{key}</kbd>)}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <div class="mt-4 flex justify-end">
          <button type="submit" class="btn btn-sm">Close</button>
        </div>
      </form>
    </dialog>
  );
}
