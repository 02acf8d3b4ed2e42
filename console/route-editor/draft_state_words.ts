/** How a route of the draft stands to what gateways serve. */
export type DraftState = "published" | "changed" | "new" | "archived" | "leaving";

export const DRAFT_STATE_WORDS: Readonly<Record<DraftState, { title: string; hint: string }>> = {
  published: { title: "Published", hint: "Gateways serve it as it is here." },
  changed: { title: "Changed", hint: "Gateways serve it as it was at the last publish." },
  new: { title: "New", hint: "Gateways know it from the next publish." },
  archived: { title: "Archived", hint: "Out of use." },
  leaving: { title: "Archived", hint: "Gateways serve it until the next publish." },
};
