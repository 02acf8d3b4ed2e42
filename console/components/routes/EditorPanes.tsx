import type { ComponentChildren } from "preact";
import { type Pane, PANES } from "../../route-editor/use_address.ts";

interface EditorPanesProps {
  pane: Pane;
  onPane: (pane: Pane) => void;
  /** What each shows; made only where it is shown. */
  children: Record<Pane, () => ComponentChildren>;
}

/** What stands beside the tree, one at a time. */
export function EditorPanes({ pane, onPane, children }: EditorPanesProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = PANES.at((PANES.indexOf(pane) + by) % PANES.length)!;
    onPane(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <section class="min-w-0 rounded-box border border-base-300 bg-base-100 md:sticky md:top-28">
      <div
        role="tablist"
        aria-label="Beside the tree"
        class="flex border-b border-base-300 noscript:hidden"
        onKeyDown={onKeyDown}
      >
        {PANES.map((one) => (
          <button
            key={one}
            id={`tab-${one}`}
            type="button"
            role="tab"
            aria-selected={one === pane}
            aria-controls="editor-pane"
            tabIndex={one === pane ? 0 : -1}
            class={`flex-1 px-2 py-2 text-sm font-medium ${
              one === pane ? "border-b-2 border-primary text-primary" : "text-muted hover:text-base-content"
            }`}
            onClick={() => onPane(one)}
          >
            {TITLES[one]}
          </button>
        ))}
      </div>
      <div
        id="editor-pane"
        role="tabpanel"
        aria-labelledby={`tab-${pane}`}
        tabIndex={0}
        class="overflow-y-auto p-3 md:max-h-[calc(100dvh-9rem)]"
      >
        {children[pane]()}
      </div>
    </section>
  );
}

const TITLES: Record<Pane, string> = { node: "Node", json: "JSON", explain: "Explain", changes: "Changes" };
