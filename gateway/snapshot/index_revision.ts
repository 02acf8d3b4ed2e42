import type { ConfigRevision, RevisionRoute } from "../../shared/contracts/config_revision.ts";
import { PolicyIndex } from "../../shared/policy/policy_index.ts";
import { RouteAliases } from "./route_aliases.ts";
import type { TenantSnapshot } from "./snapshot.ts";

/** Lays a revision out for the request path: everything that a request looks up is one look-up. */
export function indexRevision(revision: ConfigRevision): TenantSnapshot {
  const routes = new Map<string, Map<string, RevisionRoute>>();
  for (const project of revision.projects) routes.set(project.id, new Map());
  for (const route of revision.routes) routes.get(route.projectId)?.set(route.name, route);
  return {
    revision,
    label: `${revision.number}-${revision.hash.slice(0, 8)}`,
    projects: new Map(revision.projects.map((project) => [project.id, project])),
    routes,
    aliases: new Map([...routes].map(([projectId, ofProject]) => [projectId, new RouteAliases(ofProject.values())])),
    providers: new Map(revision.providers.map((provider) => [provider.name, provider])),
    policies: new PolicyIndex(revision.policies, revision.timeZone),
  };
}
