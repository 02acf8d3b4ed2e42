import { useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { LiveLog } from "./live_log.ts";
import { focusedRow } from "./row_element.ts";
import { type RowWindow, rowWindow } from "./row_window.ts";

export interface VisibleRows extends RowWindow {
  /** For the part of the table that has the lines. */
  readonly body: RefObject<HTMLTableSectionElement>;
  /** Scrolls the row at an index into sight, where it has no line yet. */
  reveal(index: number): void;
}

/** How far the reader is from either end of the table, in rows, whenever that changes. */
export type Approach = (distance: { rowsAbove: number; rowsBelow: number }) => void;

/** Keeps lines for those rows alone that are in sight, and the place when rows come in above it. */
export function useRowWindow(log: LiveLog, onApproach: Approach): VisibleRows {
  const body = useRef<HTMLTableSectionElement>(null);
  const rowPx = useRef(ROW_PX);
  const shown = log.rows.value.shown;
  const window = useSignal<RowWindow>(rowWindow({ ...AT_FIRST, count: shown.length }));
  const measure = () => {
    const count = log.rows.peek().shown.length;
    const measured = measuredRow(body.current);
    if (measured !== null) rowPx.current = measured;
    const scrolledPx = scrolledPast(body.current, window.peek());
    const next = rowWindow({ count, rowPx: rowPx.current, scrolledPx, viewPx: innerHeight });
    if (!isSame(next, window.peek())) window.value = next;
    // A line that has gone took the focus with it, and with that what held the table.
    if (log.holds.peek().has("focus") && focusedRow() === null) requestAnimationFrame(() => letGo(log));
    const first = Math.max(0, scrolledPx) / rowPx.current;
    onApproach({ rowsAbove: first, rowsBelow: count - first - innerHeight / rowPx.current });
  };
  useEffect(() => {
    let frame = 0;
    const onScroll = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(measure);
    };
    document.addEventListener("scroll", onScroll, { passive: true });
    addEventListener("resize", onScroll);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener("scroll", onScroll);
      removeEventListener("resize", onScroll);
    };
  }, []);
  useKeptPlace(log, { rowPx, measure });
  useSignalEffect(() => {
    log.rows.value;
    measure();
  });
  const reveal = (index: number) => {
    const { from, to } = window.peek();
    if (index >= from && index < to) return;
    const top = (body.current?.getBoundingClientRect().top ?? 0) - from * rowPx.current;
    scrollBy({ top: top + index * rowPx.current - innerHeight / 2, behavior: "instant" });
    measure();
  };
  // Rows may be fewer by now than when it was measured.
  const to = Math.min(window.value.to, shown.length);
  return { ...window.value, from: Math.min(window.value.from, to), to, body, reveal };
}

/** A page that is put above the first row moves the table down by as much: the reader's place stays where it is. */
function useKeptPlace(log: LiveLog, { rowPx, measure }: { rowPx: RefObject<number>; measure: () => void }): void {
  const prepended = log.prepended.value;
  const before = useRef(prepended);
  useLayoutEffect(() => {
    const rows = prepended - before.current;
    before.current = prepended;
    if (rows === 0) return;
    scrollBy({ top: rows * (rowPx.current ?? ROW_PX), behavior: "instant" });
    measure();
  }, [prepended]);
}

function letGo(log: LiveLog): void {
  if (focusedRow() === null) log.hold("focus", false);
}

function measuredRow(body: HTMLElement | null): number | null {
  const count = body?.children.length ?? 0;
  return body === null || count === 0 ? null : body.getBoundingClientRect().height / count;
}

/** How far the first of all rows is above the window's edge. */
function scrolledPast(body: HTMLElement | null, { topPx }: RowWindow): number {
  return body === null ? 0 : topPx - body.getBoundingClientRect().top;
}

function isSame(one: RowWindow, other: RowWindow): boolean {
  return one.from === other.from && one.to === other.to && one.topPx === other.topPx &&
    one.bottomPx === other.bottomPx;
}

/** Before anything was measured: a line of seven quarters of the page's font. */
const ROW_PX = 26.25;
/** Whatever the server rendered stays as it is until somebody scrolls. */
const AT_FIRST = { rowPx: ROW_PX, scrolledPx: 0, viewPx: 1_600 };
