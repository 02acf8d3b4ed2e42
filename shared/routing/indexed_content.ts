import type { ConfigContent, RevisionProject, RevisionProvider, RevisionRoute } from "../contracts/config_revision.ts";
import { PolicyIndex } from "../policy/policy_index.ts";
import { RouteAliases } from "./route_aliases.ts";

/** A configuration laid out for requests: everything that one looks up is one look-up. */
export interface IndexedContent {
  readonly projects: ReadonlyMap<string, RevisionProject>;
  /** By project id, then by the route's name. */
  readonly routes: ReadonlyMap<string, ReadonlyMap<string, RevisionRoute>>;
  /** By project id: what else its routes are called. */
  readonly aliases: ReadonlyMap<string, RouteAliases>;
  readonly providers: ReadonlyMap<string, RevisionProvider>;
  readonly policies: PolicyIndex;
}

/** Lays a configuration out. Throws a RangeError where a budget goes by a time zone that is none. */
export function indexContent(content: ConfigContent): IndexedContent {
  const routes = new Map<string, Map<string, RevisionRoute>>();
  for (const project of content.projects) routes.set(project.id, new Map());
  for (const route of content.routes) routes.get(route.projectId)?.set(route.name, route);
  return {
    projects: new Map(content.projects.map((project) => [project.id, project])),
    routes,
    aliases: new Map([...routes].map(([projectId, ofProject]) => [projectId, new RouteAliases(ofProject.values())])),
    providers: new Map(content.providers.map((provider) => [provider.name, provider])),
    policies: new PolicyIndex(content.policies, content.timeZone),
  };
}
