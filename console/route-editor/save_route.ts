import type { Client } from "@urql/core";
import { z } from "zod";
import { addressableName } from "../../shared/contracts/identifiers.ts";
import {
  archiveRouteMutation,
  createEditedRouteMutation,
  restoreRouteMutation,
  routeNowQuery,
  updateEditedRouteMutation,
} from "../graphql/documents/routes.ts";
import type { Failure } from "../graphql/failure.ts";
import { mutationOutcome, queryOutcome } from "../graphql/outcome.ts";
import { NOT_FOUND } from "./read_routes.ts";
import type { WrittenRoute } from "./route_document.ts";
import { type Route, routeOf } from "./route_list.ts";

export type SaveRouteOutcome = { kind: "saved"; route: Route } | Failure;

/** What a new route begins with. */
export interface NewRoute {
  projectId: string;
  content: WrittenRoute;
}

/** Adds a route to the draft. */
export async function createRoute(client: Client, { projectId, content }: NewRoute): Promise<SaveRouteOutcome> {
  const refused = refuseName(content.name);
  if (refused !== null) return refused;
  const input = { projectId, ...inputOf(content) };
  const result = await client.mutation(createEditedRouteMutation, { input }).toPromise();
  return saved(mutationOutcome(result, (data) => data.createRoute));
}

/** Which route, and what of it the editor has seen. */
export interface EditedRoute {
  id: string;
  version: number;
}

/** `stale`: somebody else was faster; `route` is as it is now. */
export type UpdateRouteOutcome = SaveRouteOutcome | { kind: "stale"; route: Route; message: string };

/** Puts a document in a route's place, in the draft. */
export async function updateRoute(
  client: Client,
  { id, version }: EditedRoute,
  content: WrittenRoute,
): Promise<UpdateRouteOutcome> {
  const input = { id, version, ...inputOf(content) };
  const result = await client.mutation(updateEditedRouteMutation, { input }).toPromise();
  const outcome = saved(mutationOutcome(result, (data) => data.updateRoute));
  if (outcome.kind === "saved" || outcome.reason !== "conflict") return outcome;
  // A name that is taken is a conflict too: the version tells which of the two it is.
  const now = await readRouteNow(client, id);
  return now.kind === "saved" && now.route.version !== version
    ? { kind: "stale", route: now.route, message: outcome.message }
    : outcome;
}

/** Takes a route out of use, or back into it. */
export async function archiveRoute(client: Client, { id, version }: EditedRoute): Promise<SaveRouteOutcome> {
  const result = await client.mutation(archiveRouteMutation, { input: { id, version } }).toPromise();
  return saved(mutationOutcome(result, (data) => data.archiveRoute));
}

export async function restoreRoute(
  client: Client,
  { id, version, name }: EditedRoute & { name?: string | undefined },
): Promise<SaveRouteOutcome> {
  const input = { id, version, name: name ?? null };
  const result = await client.mutation(restoreRouteMutation, { input }).toPromise();
  return saved(mutationOutcome(result, (data) => data.restoreRoute));
}

async function readRouteNow(client: Client, routeId: string): Promise<SaveRouteOutcome> {
  const result = await client.query(routeNowQuery, { routeId }, { requestPolicy: "network-only" }).toPromise();
  const outcome = queryOutcome(result);
  if (outcome.kind === "failed") return outcome;
  const { node } = outcome.data;
  return node?.__typename === "Route" ? { kind: "saved", route: routeOf(node) } : NOT_FOUND;
}

function inputOf({ name, aliases, cache, tree }: WrittenRoute) {
  return {
    name,
    aliases: [...aliases],
    tree,
    // What is not filled in has been refused before it comes here, and is refused there too.
    cache: cache === null ? null : { ttlSeconds: cache.ttlSeconds ?? 0, answerBytesMax: cache.answerBytesMax ?? null },
  };
}

function saved(
  outcome: { kind: "done"; payload: { route: Parameters<typeof routeOf>[0] } } | Failure,
): SaveRouteOutcome {
  return outcome.kind === "failed" ? outcome : { kind: "saved", route: routeOf(outcome.payload.route) };
}

function refuseName(name: string): Failure | null {
  const parsed = name === "" ? z.string().min(1, "give it a name").safeParse(name) : addressableName.safeParse(name);
  if (parsed.success) return null;
  const issues = parsed.error.issues.map(({ message }) => ({ path: ["name"], message }));
  return { kind: "failed", reason: "validation", message: "The name does not fit.", issues, requestId: null };
}
