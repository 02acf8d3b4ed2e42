import { computed, signal } from "@preact/signals";
import { parse } from "devalue";
import type { ServerSlots } from "./server_slots.ts";

/** Reads what the server's `serializeProps` wrote: the props of each island, by its number. */
export function reviveProps(text: string, slots: Pick<ServerSlots, "element">): Record<string, unknown>[] {
  return parse(text, {
    Signal: ([value, isComputed]: [unknown, boolean]) => isComputed ? computed(() => value) : signal(value),
    Slot: (slot: number) => slots.element(slot),
  });
}
