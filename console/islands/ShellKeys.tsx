import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { browserClock } from "../browser/dependencies.ts";
import { toast } from "../browser/toasts.ts";
import { Icon } from "../components/Icon.tsx";
import { onDemand, OUTDATED } from "../forms/on_demand.ts";
import type { PaletteProps } from "../shell/Palette.tsx";
import type { ShellHelpProps } from "../shell/ShellHelp.tsx";
import type { Command } from "../shell/command.ts";
import type { ShellKey } from "../shell/shell_commands.ts";
import { shellKeyPress } from "../shell/shell_key_press.ts";

interface ShellKeysProps {
  commands: Command[];
  keys: readonly ShellKey[];
  tenantSlug: string | null;
  projectId: string | null;
}

type Shown =
  | { kind: "palette"; Palette: ComponentType<PaletteProps> }
  | { kind: "help"; ShellHelp: ComponentType<ShellHelpProps> };

/** The keys that every page has, and the button of the palette. What they open is loaded when it is opened. */
export default function ShellKeys({ commands, keys, tenantSlug, projectId }: ShellKeysProps) {
  const shown = useSignal<Shown | null>(null);
  const listens = useSignal(false);
  const goUntilMs = useRef(0);
  const show = async (what: Shown["kind"]) => {
    if (shown.value !== null) return;
    const loaded = await onDemand(async (): Promise<Shown> => {
      if (what === "palette") return { kind: "palette", ...await import("../shell/Palette.tsx") };
      return { kind: "help", ...await import("../shell/ShellHelp.tsx") };
    });
    if (loaded === null) toast(OUTDATED.message!, "error");
    else shown.value = loaded;
  };
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const press = shellKeyPress(event);
      if (press === null) return;
      const isSecond = browserClock.now() < goUntilMs.current;
      goUntilMs.current = press === "go" && !isSecond ? browserClock.now() + SECOND_KEY_MS : 0;
      const leadsTo = isSecond ? keys.find(({ key }) => key === event.key) : undefined;
      if (leadsTo === undefined && press !== "palette" && press !== "help") return;
      event.preventDefault();
      if (leadsTo !== undefined) location.assign(leadsTo.href);
      else show(press === "palette" ? "palette" : "help");
    };
    // After the page's own keys, which are heard at the document.
    addEventListener("keydown", onKeyDown);
    listens.value = true;
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
  const close = () => {
    shown.value = null;
  };
  return (
    <>
      <button
        type="button"
        class="btn btn-sm border-base-300 px-2 font-normal text-muted"
        title="Search and commands"
        aria-keyshortcuts="Control+K Meta+K"
        data-listens={listens.value || undefined}
        onClick={() => show("palette")}
      >
        <Icon name="search" />
        <span class="max-md:sr-only">Search</span>
        <kbd aria-hidden="true" class="kbd kbd-xs hidden md:inline-flex">Ctrl K</kbd>
      </button>
      {shown.value?.kind === "palette" && (
        <shown.value.Palette commands={commands} tenantSlug={tenantSlug} projectId={projectId} onClose={close} />
      )}
      {shown.value?.kind === "help" && <shown.value.ShellHelp keys={keys} onClose={close} />}
    </>
  );
}

/** For the key that comes after `g`. */
const SECOND_KEY_MS = 1_500;
