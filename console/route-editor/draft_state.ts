import { CACHED_ANSWER_BYTES_MAX } from "../../shared/contracts/route_cache.ts";
import type { RouteContent } from "./route_document.ts";

/** How a route of the draft stands to what gateways serve. */
export type DraftState = "published" | "changed" | "new" | "archived" | "leaving";

/** `published`: null where gateways do not know the route. */
export function draftState(route: RouteContent & { archivedAt: string | null }, published: RouteContent | null): DraftState {
  if (route.archivedAt !== null) return published === null ? "archived" : "leaving";
  if (published === null) return "new";
  return sortedJson(comparable(route)) === sortedJson(comparable(published)) ? "published" : "changed";
}

export const DRAFT_STATE_WORDS: Readonly<Record<DraftState, { title: string; hint: string }>> = {
  published: { title: "Published", hint: "Gateways serve it as it is here." },
  changed: { title: "Changed", hint: "Gateways serve it as it was at the last publish." },
  new: { title: "New", hint: "Gateways know it from the next publish." },
  archived: { title: "Archived", hint: "Out of use." },
  leaving: { title: "Archived", hint: "Gateways serve it until the next publish." },
};

function comparable({ name, aliases, cache, tree }: RouteContent): unknown {
  const kept = cache === null ? null : { ...cache, answerBytesMax: cache.answerBytesMax ?? CACHED_ANSWER_BYTES_MAX };
  return { name, aliases, cache: kept, tree };
}

/** JSON in which the order of an object's fields does not matter: the database keeps none. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a < b ? -1 : 1))
      : inner);
}
