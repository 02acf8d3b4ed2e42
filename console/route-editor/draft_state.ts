import { CACHED_ANSWER_BYTES_MAX } from "../../shared/contracts/route_cache.ts";
import type { DraftState } from "./draft_state_words.ts";
import type { RouteContent } from "./route_document.ts";

/** How a route stands to what gateways serve. `published`: null where gateways do not know the route. */
export function draftState(
  route: RouteContent & { archivedAt: string | null },
  published: RouteContent | null,
): DraftState {
  if (route.archivedAt !== null) return published === null ? "archived" : "leaving";
  if (published === null) return "new";
  return sortedJson(comparable(route)) === sortedJson(comparable(published)) ? "published" : "changed";
}

function comparable({ name, aliases, cache, tree }: RouteContent): unknown {
  const kept = cache === null ? null : { ...cache, answerBytesMax: cache.answerBytesMax ?? CACHED_ANSWER_BYTES_MAX };
  return { name, aliases, cache: kept, tree };
}

/** JSON in which the order of an object's fields does not matter: the database keeps none. */
function sortedJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, inner) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a < b ? -1 : 1))
        : inner,
  );
}
