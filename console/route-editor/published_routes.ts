import { z } from "zod";
import { revisionRoute } from "../../shared/contracts/config_revision.ts";
import type { RouteContent } from "./route_document.ts";
import { nodeUuid } from "./node_uuid.ts";

/** What gateways serve of each route, by its UUID; for the server, which alone reads whole revisions. */
export function publishedRoutes(document: unknown): ReadonlyMap<string, RouteContent> {
  const parsed = published.safeParse(document);
  if (!parsed.success) return new Map();
  return new Map(parsed.data.routes.map(({ id, name, aliases = [], cache = null, tree }) => [
    id,
    { name, aliases, cache, tree },
  ]));
}

/** A route of the draft among those that are published; null: gateways do not know it. */
export function publishedRoute(routes: ReadonlyMap<string, RouteContent>, globalId: string): RouteContent | null {
  const id = nodeUuid(globalId);
  return (id === null ? undefined : routes.get(id)) ?? null;
}

// Of a revision that is newer than this console whatever else there is does not matter here.
const published = z.object({ routes: z.array(z.object(revisionRoute.shape)) });
