import type { Client } from "@urql/core";
import { exampleModel } from "../../shared/contracts/example_model.ts";
import { providerKind } from "../../shared/contracts/provider_kind.ts";
import { type RouteNode, routeTargets } from "../../shared/contracts/route_tree.ts";
import { newRouteQuery, routeQuery } from "../graphql/documents/routes.ts";
import type { Failure } from "../graphql/failure.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import { type PublishingState, publishingStateOf } from "../publishing/publishing_state.ts";
import { nodeUuid } from "./node_uuid.ts";
import { publishedRoute, publishedRoutes } from "./published_routes.ts";
import { NOT_FOUND } from "./read_routes.ts";
import type { RouteContent } from "./route_document.ts";
import { type Route, routeOf } from "./route_list.ts";

/** What an editor lets one choose from. */
export interface RouteChoices {
  /** The tenant's, by name, each with the models of it that are known. */
  providers: readonly { name: string; models: readonly string[] }[];
  /** The project's API keys by the UUIDs that conditions name. */
  apiKeys: readonly { id: string; globalId: string; name: string }[];
}

export interface RoutePage {
  kind: "route";
  /** Null: it is still to be made. */
  route: Route | null;
  /** As gateways serve it; null: they do not know it. */
  published: RouteContent | null;
  choices: RouteChoices;
  publishing: PublishingState;
}

/** Reads a route of a project, and what its editor needs beside it. */
export async function readRoute(
  client: Client,
  { routeId, projectId }: { routeId: string; projectId: string },
): Promise<RoutePage & { route: Route } | Failure> {
  // An address can hold anything; what is no id at all the API would call an invalid input.
  if (nodeUuid(routeId) === null) return NOT_FOUND;
  const result = await client.query(routeQuery, { routeId, projectId }, { requestPolicy: "network-only" }).toPromise();
  const outcome = queryOutcome(result);
  if (outcome.kind === "failed") return outcome;
  const { route, project } = outcome.data;
  if (route?.__typename !== "Route" || project?.__typename !== "Project" || route.project.id !== project.id) {
    return NOT_FOUND;
  }
  const published = publishedRoutes(project.tenant.currentRevision?.document);
  return { ...pageOf(project), route: routeOf(route), published: publishedRoute(published, route.id) };
}

/** The same for a route that is still to be made, with those that there are: one of them may be copied. */
export async function readNewRoute(
  client: Client,
  { projectId }: { projectId: string },
): Promise<RoutePage & { others: OtherRoute[] } | Failure> {
  const result = await client.query(newRouteQuery, { projectId }, { requestPolicy: "network-only" }).toPromise();
  const outcome = queryOutcome(result);
  if (outcome.kind === "failed") return outcome;
  const { project } = outcome.data;
  if (project?.__typename !== "Project") return NOT_FOUND;
  const others = project.routes.edges.map(({ node }) => ({ ...node, tree: node.tree as RouteNode }));
  return { ...pageOf(project), others };
}

export type OtherRoute = Omit<Project["routes"]["edges"][number]["node"], "tree"> & { tree: RouteNode };

function pageOf(project: Project): RoutePage {
  return {
    kind: "route",
    route: null,
    published: null,
    choices: choicesOf(project),
    publishing: publishingStateOf(project.tenant),
  };
}

type Project = Extract<ResultOf<typeof newRouteQuery>["project"], { __typename: "Project" }>;

function choicesOf({ tenant, routes, apiKeys }: Project): RouteChoices {
  const models = new Map<string, Set<string>>();
  const note = (provider: string, model: string | null) => {
    if (model !== null && model !== "") models.set(provider, (models.get(provider) ?? new Set()).add(model));
  };
  for (const { node } of routes.edges) {
    for (const { provider, model } of routeTargets(node.tree as RouteNode)) note(provider, model);
  }
  const providers = tenant.providers.edges.map(({ node: { name, kind, preset } }) => {
    const known = providerKind.safeParse(kind.toLowerCase());
    if (known.success) note(name, exampleModel(known.data, preset));
    return { name, models: [...models.get(name) ?? []].sort() };
  });
  const keys = apiKeys.edges.flatMap(({ node: { id, name } }) => {
    const uuid = nodeUuid(id);
    return uuid === null ? [] : [{ id: uuid, globalId: id, name }];
  });
  return { providers, apiKeys: keys };
}
