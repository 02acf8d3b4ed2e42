import type { Client } from "@urql/core";
import { routesQuery, routesUsageQuery } from "../graphql/documents/routes.ts";
import type { Failure } from "../graphql/failure.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import { type PublishingState, publishingStateOf } from "../publishing/publishing_state.ts";
import { draftState } from "./draft_state.ts";
import { publishedRoute, publishedRoutes } from "./published_routes.ts";
import { type RouteList, routeOf, type RouteUsage, usageOf } from "./route_list.ts";

export interface RoutesRequest {
  tenantId: string;
  projectId: string;
  after: string | null;
  /** Also those out of use. */
  includeArchived: boolean;
  /** What usage is reckoned from. */
  nowMs: number;
}

/** Reads a page of a project's routes, and with it what is published. A usage that cannot be had leaves the rest alone. */
export async function readRoutes(
  client: Client,
  { tenantId, projectId, after, includeArchived, nowMs }: RoutesRequest,
): Promise<{ kind: "routes"; list: RouteList; publishing: PublishingState } | Failure> {
  const variables = { projectId, after, includeArchived, first: PAGE_SIZE };
  const [routes, usage] = await Promise.all([
    client.query(routesQuery, variables, { requestPolicy: "network-only" }).toPromise(),
    readUsage(client, { tenantId, projectId, nowMs }),
  ]);
  const outcome = queryOutcome(routes);
  if (outcome.kind === "failed") return outcome;
  const project = outcome.data.node;
  if (project?.__typename !== "Project") return NOT_FOUND;
  const published = publishedRoutes(project.tenant.currentRevision?.document);
  const { edges, pageInfo } = project.routes;
  const rows = edges.map(({ node }) => {
    const route = routeOf(node);
    return { ...route, state: draftState(route, publishedRoute(published, route.id)) };
  });
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  return { kind: "routes", list: { rows, next, usage }, publishing: publishingStateOf(project.tenant) };
}

async function readUsage(
  client: Client,
  { tenantId, projectId, nowMs }: Pick<RoutesRequest, "tenantId" | "projectId" | "nowMs">,
): Promise<Record<string, RouteUsage> | null> {
  const [from, to] = [nowMs - HOUR_MS, nowMs].map((ms) => new Date(ms).toISOString()) as [string, string];
  const outcome = queryOutcome(await client.query(routesUsageQuery, { tenantId, projectId, from, to }).toPromise());
  return outcome.kind === "failed" ? null : usageOf(outcome.data);
}

export const NOT_FOUND: Failure = {
  kind: "failed",
  reason: "not_found",
  message: "There is no such route, or it is not yours to see.",
  issues: [],
  requestId: null,
};

const PAGE_SIZE = 50;
const HOUR_MS = 3_600_000;
