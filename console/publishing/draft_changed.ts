import { signal } from "@preact/signals";

/** How often this page has changed the draft; what tells of the draft asks anew when it moves. */
export const draftChanges = signal(0);

export function draftChanged(): void {
  draftChanges.value++;
}
