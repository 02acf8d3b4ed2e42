import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { browserDependencies } from "../graphql/dependencies.ts";
import type { Command } from "./command.ts";
import { matchCommands, type MatchedCommand } from "./match_commands.ts";
import { obeyCommand } from "./obey_command.ts";
import { readPaletteObjects } from "./palette_objects.ts";

export interface PaletteProps {
  commands: readonly Command[];
  tenantSlug: string | null;
  projectId: string | null;
  onClose: () => void;
}

const SHOWN_MAX = 50;

/** Finds pages, objects and actions by a few letters; arrows choose, Enter goes. */
export function Palette({ commands, tenantSlug, projectId, onClose }: PaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const text = useSignal("");
  const at = useSignal(0);
  const objects = useSignal<readonly Command[]>([]);
  const found = useComputed(() => matchCommands([...commands, ...objects.value], text.value, SHOWN_MAX));
  useEffect(() => {
    dialog.current?.showModal();
    if (tenantSlug === null) return;
    readPaletteObjects(browserDependencies().client, tenantSlug, projectId).then((read) => objects.value = read);
  }, []);
  const move = (to: number) => {
    const count = found.value.length;
    at.value = count === 0 ? 0 : (to + count) % count;
    requestAnimationFrame(() =>
      list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" })
    );
  };
  const choose = (index: number) => {
    const command = found.value[index]?.command;
    if (command === undefined) return;
    dialog.current?.close();
    obeyCommand(command);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moved = { ArrowDown: at.value + 1, ArrowUp: at.value - 1, Home: 0, End: -1 }[event.key];
    if (moved !== undefined && !(text.value !== "" && (event.key === "Home" || event.key === "End"))) move(moved);
    else if (event.key === "Enter") choose(at.value);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      class="modal modal-top"
      aria-label="Search and commands"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="modal-box mx-auto mt-[10vh] flex max-h-[70vh] w-full max-w-xl flex-col rounded-box p-0">
        <input
          type="text"
          role="combobox"
          aria-label="Where to, or what to do"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-autocomplete="list"
          aria-activedescendant={found.value.length === 0 ? undefined : `palette-${at.value}`}
          placeholder="Where to, or what to do"
          autocomplete="off"
          spellcheck={false}
          autofocus
          class="w-full border-b border-base-300 bg-transparent px-4 py-3 text-base outline-none"
          onInput={(event) => {
            text.value = event.currentTarget.value;
            at.value = 0;
          }}
          onKeyDown={onKeyDown}
        />
        <PaletteList listRef={list} found={found.value} at={at.value} onChoose={choose} />
        <p class="sr-only" role="status">
          {found.value.length === 0 ? "Nothing found" : `${found.value.length} found`}
        </p>
      </div>
    </dialog>
  );
}

interface PaletteListProps {
  listRef: { current: HTMLDivElement | null };
  found: readonly MatchedCommand[];
  at: number;
  onChoose: (index: number) => void;
}

function PaletteList({ listRef, found, at, onChoose }: PaletteListProps) {
  if (found.length === 0) {
    return (
      <div id="palette-list" role="listbox" aria-label="Found" class="px-4 py-6 text-center text-muted">
        <div role="option" aria-selected="false" aria-disabled="true">Nothing found.</div>
      </div>
    );
  }
  return (
    <div id="palette-list" ref={listRef} role="listbox" aria-label="Found" class="min-h-0 overflow-y-auto p-1.5">
      {found.map(({ command, marked }, index) => (
        <div
          key={`${command.group}/${command.title}/${index}`}
          id={`palette-${index}`}
          role="option"
          aria-selected={index === at}
          class={`flex cursor-pointer items-baseline justify-between gap-3 rounded-field px-2.5 py-1.5 ${
            index === at ? "bg-base-200" : "hover:bg-base-200"
          }`}
          onClick={() => onChoose(index)}
        >
          <span class="min-w-0 truncate">
            <Marked text={command.title} positions={marked} />
          </span>
          <span class="shrink-0 text-xs text-muted">{command.group}</span>
        </div>
      ))}
    </div>
  );
}

/** A text with the letters that were typed set off. */
function Marked({ text, positions }: { text: string; positions: readonly number[] }) {
  if (positions.length === 0) return <>{text}</>;
  const marked = new Set(positions);
  return (
    <>
      {[...text].map((letter, index) =>
        marked.has(index) ? <b key={index} class="font-semibold text-primary">{letter}</b> : letter
      )}
    </>
  );
}
