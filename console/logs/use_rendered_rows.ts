import { useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { LiveLog } from "./live_log.ts";

export interface RenderedRows {
  /** How many lines of the table are made, from the newest on. */
  readonly count: number;
  /** Makes lines down to the one at an index. */
  reveal(index: number): void;
  showMore(): void;
  /** For what stands below the last line while there are more: in sight, it shows more. */
  readonly end: RefObject<HTMLParagraphElement>;
}

/**
 * Of the rows only as many are made lines as are looked at: browsers lay a table out anew whenever a line comes in, and
 * that takes as long as the table is. Back at its top it is short again.
 */
export function useRenderedRows(log: LiveLog): RenderedRows {
  const count = useSignal(STEP_ROWS);
  const end = useRef<HTMLParagraphElement>(null);
  const reveal = (index: number) => {
    if (index >= count.peek()) count.value = index + STEP_ROWS;
  };
  const showMore = () => reveal(count.peek());
  const hasMore = log.rows.value.shown.length > count.value;
  useSignalEffect(() => {
    if (log.holds.value.size === 0) count.value = STEP_ROWS;
  });
  useEffect(() => {
    if (end.current === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) showMore();
    }, { rootMargin: AHEAD });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [hasMore, count.value]);
  return { count: count.value, reveal, showMore, end };
}

const STEP_ROWS = 100;
const AHEAD = "400px";
