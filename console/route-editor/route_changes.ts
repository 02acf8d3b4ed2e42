import type { PartChange } from "../../shared/configuration/config_change.ts";
import { diffField } from "../../shared/configuration/config_change.ts";
import { diffRouteTree } from "../../shared/configuration/diff_route_tree.ts";
import { routeTree } from "../../shared/contracts/route_tree.ts";
import { sentence } from "../forms/form_errors.ts";
import { ANSWER_BYTES_BY_DEFAULT, type WrittenRoute } from "./route_document.ts";

/** One difference between two states of a route. */
export interface RouteChange {
  kind: PartChange["kind"];
  /** A JSON pointer into the route. */
  path: string;
  /** A sentence. */
  words: string;
}

/** How one state of a route became another, by what revisions are compared with too. */
export function routeChanges(before: WrittenRoute, after: WrittenRoute): RouteChange[] {
  const plain = (route: WrittenRoute) => JSON.parse(JSON.stringify(route)) as WrittenRoute;
  const [one, other] = [plain(before), plain(after)];
  return [
    ...diffField(one.name, other.name, { aspect: "name", path: "/name", name: "its name" }),
    ...diffField(one.aliases, other.aliases, { aspect: "aliases", path: "/aliases", name: "its aliases" }),
    ...diffField(cacheOf(one), cacheOf(other), { aspect: "cache", path: "/cache", name: "its cache" }),
    ...treeChanges(one.tree, other.tree),
  ].map(({ kind, path, words }) => ({ kind, path, words: sentence(words) }));
}

/** What is left out and what holds anyway are no difference. */
function cacheOf({ cache }: WrittenRoute): WrittenRoute["cache"] {
  return cache === null ? null : { ...cache, answerBytesMax: cache.answerBytesMax ?? ANSWER_BYTES_BY_DEFAULT };
}

function treeChanges(before: unknown, after: unknown): PartChange[] {
  const [one, other] = [routeTree.safeParse(before), routeTree.safeParse(after)];
  if (one.success && other.success) return diffRouteTree(one.data, other.data, "/tree");
  return diffField(before, after, { aspect: "node", path: "/tree", name: "the tree" });
}
