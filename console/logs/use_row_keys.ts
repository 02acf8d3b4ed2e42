import type { Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type KeyCommand, keyCommand, rowAfter } from "./key_command.ts";
import { keyPress } from "./key_press.ts";
import type { LiveLog } from "./live_log.ts";
import { focusedRow, rowLink } from "./row_element.ts";

export interface RowKeysOptions {
  /** The `requestId` of the row that Tab leads to. */
  current: Signal<string | null>;
  /** Sees to it that the row at an index has a line in the table. */
  reveal(index: number): void;
  toggleLive(): void;
  help(): void;
}

/** The keys of the logs page. Gives what the button does that shows the waiting rows. */
export function useRowKeys(log: LiveLog, options: RowKeysOptions): { showWaiting(): void } {
  const showWaiting = () => {
    const hadFocus = focusedRow() !== null;
    log.showWaiting();
    scrollTo({ top: 0 });
    const first = log.rows.peek().shown[0];
    if (!hadFocus || first === undefined) return;
    options.current.value = first.requestId;
    // Its line is there with the next frame.
    requestAnimationFrame(() => rowLink(first.requestId)?.focus({ preventScroll: true }));
  };
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const command = keyCommand(keyPress(event));
      if (command === null) return;
      event.preventDefault();
      obey(command, log, { ...options, showWaiting });
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });
  return { showWaiting };
}

function obey(command: KeyCommand, log: LiveLog, options: RowKeysOptions & { showWaiting(): void }): void {
  switch (command.kind) {
    case "move":
    case "move_to":
      return moveFocus(command, log, options);
    case "leave_rows":
      return (document.activeElement as HTMLElement | null)?.blur();
    case "focus_filter":
      return document.getElementById("filter-q")?.focus();
    case "open_row":
      return rowLink(focusedRow() ?? options.current.peek() ?? "")?.click();
    case "show_waiting":
      return options.showWaiting();
    case "toggle_live":
      return options.toggleLive();
    case "help":
      return options.help();
  }
}

function moveFocus(
  command: Extract<KeyCommand, { kind: "move" | "move_to" }>,
  log: LiveLog,
  { current, reveal }: RowKeysOptions,
): void {
  const { shown } = log.rows.peek();
  const indexOf = (requestId: string | null) => shown.findIndex((row) => row.requestId === requestId);
  const from = indexOf(focusedRow());
  // From outside the table first back to where one was.
  const to = from < 0 && command.kind === "move" ? Math.max(0, indexOf(current.peek())) : rowAfter(command, {
    from,
    count: shown.length,
  });
  if (to === null || shown[to] === undefined) return;
  const { requestId } = shown[to];
  current.value = requestId;
  const link = rowLink(requestId);
  if (link !== null) return link.focus();
  // Held first, so that nothing comes in meanwhile.
  log.hold("focus", true);
  reveal(to);
  requestAnimationFrame(() => rowLink(requestId)?.focus({ preventScroll: true }));
}
