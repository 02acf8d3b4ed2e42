import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import type { routesQuery, routesUsageQuery } from "../graphql/documents/routes.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import type { DraftState } from "./draft_state_words.ts";
import { countingIds, readTree } from "./draft_tree.ts";
import type { RouteContent } from "./route_document.ts";
import { nodesBelow } from "./tree_places.ts";

type Project = Extract<ResultOf<typeof routesQuery>["node"], { __typename: "Project" }>;
type ApiRoute = Project["routes"]["edges"][number]["node"];

/** A route of the draft, its tree as the contract has it. */
export interface Route extends Omit<ApiRoute, "tree" | "cache" | "aliases">, RouteContent {
  tree: RouteNode;
}

/** A route as the table shows it. */
export interface RouteRow extends Route {
  state: DraftState;
}

export interface RouteUsage {
  requests: number;
  errors: number;
}

/** What the table shows of a project's routes. */
export interface RouteList {
  rows: readonly RouteRow[];
  /** Where the next page begins; null when there is none. */
  next: string | null;
  /** By the route's name, in this hour and the one before; null where that is not known. */
  usage: Readonly<Record<string, RouteUsage>> | null;
}

export function routeOf(route: ApiRoute): Route {
  // What the API gives as a tree has been through the contract when it was written.
  return { ...route, tree: route.tree as RouteNode };
}

export function usageOf({ usageSeries }: ResultOf<typeof routesUsageQuery>): Record<string, RouteUsage> {
  return Object.fromEntries(
    usageSeries.map(({ group, total }) => [
      group ?? "",
      { requests: Number(total.requests), errors: Number(total.errors) },
    ]),
  );
}

/** With a route in its old place, or on top when it is new. */
export function withRoute(list: RouteList, row: RouteRow): RouteList {
  const isThere = list.rows.some(({ id }) => id === row.id);
  const rows = isThere ? list.rows.map((one) => one.id === row.id ? row : one) : [row, ...list.rows];
  return { ...list, rows };
}

/** With the next page below; nothing is shown twice. */
export function withPage(list: RouteList, page: RouteList): RouteList {
  const shown = new Set(list.rows.map(({ id }) => id));
  return { ...list, rows: [...list.rows, ...page.rows.filter(({ id }) => !shown.has(id))], next: page.next };
}

/** The name that an archived route had: what it keeps has a mark behind it, since another one may have the name. */
export function nameOf({ name, archivedAt }: Pick<Route, "name" | "archivedAt">): string {
  return archivedAt === null ? name : name.replace(/~[^~]*$/, "");
}

/** The targets of a tree for one line: the first few, and how many there are besides. */
export function targetSummary(tree: RouteNode): { shown: string[]; more: number } {
  const values = nodesBelow(readTree(tree, countingIds())).map(({ value }) => value);
  const targets = values.filter((value) => value.type === "target");
  const names = [...new Set(targets.map(({ provider, model }) => `${provider}/${model}`))];
  return { shown: names.slice(0, SHOWN_MAX), more: Math.max(0, names.length - SHOWN_MAX) };
}

/** A name that no route of the list has: `smart-2` for a copy of `smart`. */
export function copyName(name: string, rows: readonly Pick<Route, "name" | "aliases">[]): string {
  const taken = new Set(rows.flatMap((row) => [row.name, ...row.aliases]));
  const stem = name.replace(/-\d+$/, "").slice(0, 60);
  for (let n = 2;; n++) if (!taken.has(`${stem}-${n}`)) return `${stem}-${n}`;
}

const SHOWN_MAX = 3;
