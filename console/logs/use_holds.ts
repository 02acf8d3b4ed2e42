import { type RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { LiveLog } from "./live_log.ts";

/** Handlers for the table's body. */
export interface HoldEvents {
  onPointerEnter(event: PointerEvent): void;
  onPointerLeave(): void;
  onFocusIn(): void;
  onFocusOut(): void;
}

/** Holds the table still while a row is pointed at, has the focus, or the top of the table is out of sight. */
export function useHolds(log: LiveLog, table: RefObject<HTMLElement>): HoldEvents {
  useEffect(() => {
    const onScroll = () => log.hold("scrolled", (table.current?.getBoundingClientRect().top ?? 0) < 0);
    onScroll();
    document.addEventListener("scroll", onScroll, { passive: true });
    return () => document.removeEventListener("scroll", onScroll);
  }, []);
  return {
    // A finger points only while it taps.
    onPointerEnter: ({ pointerType }) => pointerType === "mouse" && log.hold("pointer", true),
    onPointerLeave: () => log.hold("pointer", false),
    onFocusIn: () => log.hold("focus", true),
    onFocusOut: () => log.hold("focus", false),
  };
}
