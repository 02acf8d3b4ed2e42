import { useEffect, useRef } from "preact/hooks";
import type { ShellKey } from "./shell_commands.ts";

export interface ShellHelpProps {
  keys: readonly ShellKey[];
  onClose: () => void;
}

/** Which keys every page has. */
export function ShellHelp({ keys, onClose }: ShellHelpProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="modal" aria-labelledby="shell-help-title" onClose={onClose}>
      <form method="dialog" class="modal-box max-w-lg">
        <h2 id="shell-help-title" class="mb-3 text-base font-semibold">Keys</h2>
        <dl class="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1.5 sm:grid-cols-[auto_1fr_auto_1fr]">
          {[...EVERYWHERE, ...keys.map(({ key, title }) => [["g", key], title] as const)].map(([pressed, meaning]) => (
            <div key={meaning} class="contents">
              <dt class="flex gap-1">{pressed.map((key) => <kbd key={key} class="kbd kbd-sm">{key}</kbd>)}</dt>
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

const EVERYWHERE: readonly (readonly [keys: readonly string[], meaning: string])[] = [
  [["Ctrl", "K"], "Search and commands (⌘ K)"],
  [["?"], "This help"],
  [["Esc"], "Close what is open"],
];
