import type { ComponentChildren } from "preact";
import type { LiveTailStatus } from "../../graphql/live_tail.ts";
import { Icon } from "../Icon.tsx";

interface LiveBarProps {
  /** Null: live updates are off, or not yet begun. */
  status: LiveTailStatus | null;
  /** Whether live updates are wanted. */
  isOn: boolean;
  /** Whether a script is there to switch them. */
  isReady: boolean;
  /** How many wait to be shown. */
  waiting: number;
  onToggle(): void;
  onShow(): void;
  /** At the end: the way to the help. */
  children?: ComponentChildren;
}

/** Above the table, in sight while it scrolls: whether it lives, and what waits. */
export function LiveBar({ status, isOn, isReady, waiting, onToggle, onShow, children }: LiveBarProps) {
  const state = isOn ? STATES[status?.state ?? "connecting"] : STATES.paused;
  return (
    <div class="sticky top-12 z-10 flex h-10 items-center gap-3 bg-base-100">
      <label class="flex cursor-pointer items-center gap-2">
        <input
          type="checkbox"
          role="switch"
          class="toggle toggle-xs toggle-success"
          checked={isOn && isReady}
          disabled={!isReady}
          onChange={onToggle}
        />
        <span class="font-medium">Live</span>
      </label>
      {isReady && (
        <span
          class="inline-flex min-w-0 items-center gap-1.5 text-muted"
          data-live-state={isOn ? status?.state : "off"}
        >
          <svg viewBox="0 0 8 8" class={`size-2 shrink-0 ${state.dot}`} aria-hidden="true">
            <circle cx="4" cy="4" r="4" fill="currentColor" />
          </svg>
          <span class="truncate">{isOn ? status?.failure?.message ?? state.words : "off"}</span>
        </span>
      )}
      <noscript>
        <span class="text-muted">Live updates need JavaScript. Reload the page to see newer requests.</span>
      </noscript>
      {waiting > 0 && (
        <button type="button" class="btn btn-primary btn-xs rounded-full" onClick={onShow} data-waiting={waiting}>
          <Icon name="chevron" class="size-3.5 rotate-180" />
          {`${waiting.toLocaleString("en")} new`}
        </button>
      )}
      <div class="ml-auto flex items-center gap-2">{children}</div>
    </div>
  );
}

const STATES: Record<LiveTailStatus["state"], { words: string; dot: string }> = {
  connecting: { words: "connecting …", dot: "text-muted animate-pulse" },
  live: { words: "live", dot: "text-success" },
  paused: { words: "paused", dot: "text-muted" },
  retrying: { words: "connection lost, trying again …", dot: "text-warning animate-pulse" },
  ended: { words: "ended", dot: "text-error" },
};
