import type { Client } from "@urql/core";
import { type RouteNode, routeTree } from "../../shared/contracts/route_tree.ts";
import { setupProjectQuery, setupTenantQuery } from "../graphql/documents/onboarding.ts";
import type { Failure } from "../graphql/failure.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import type { ProviderKind } from "../providers/provider_kinds.ts";
import type { Place, Project, Tenant } from "../session/viewer.ts";

/** What there is of what the first request needs: what is missing is what the page asks for. */
export interface SetupState {
  tenant: Pick<Tenant, "id" | "slug" | "name" | "role"> | null;
  project: Project | null;
  /** In use, the oldest first. */
  providers: readonly SetupProvider[];
  /** The project's, the oldest first. */
  routes: readonly SetupRoute[];
  /** Of keys that are of use. */
  apiKeyNames: readonly string[];
  /** The current revision's number; null before the first publish. */
  revision: number | null;
  /** Whether the project had a request. */
  hasRecords: boolean;
}

export interface SetupProvider {
  id: string;
  name: string;
  kind: ProviderKind;
  /** Null takes the kind's own address. */
  baseUrl: string | null;
  apiKeySet: boolean;
  apiKeyHint: string | null;
}

export interface SetupRoute {
  id: string;
  name: string;
  version: number;
  tree: RouteNode;
}

export const NOTHING_SET_UP: SetupState = {
  tenant: null,
  project: null,
  providers: [],
  routes: [],
  apiKeyNames: [],
  revision: null,
  hasRecords: false,
};

/** Reads what there is at a place; null stands for nobody's place yet. */
export async function readSetupState(
  client: Client,
  place: Place | null,
): Promise<{ kind: "state"; state: SetupState } | Failure> {
  if (place === null) return { kind: "state", state: NOTHING_SET_UP };
  const [ofTenant, ofProject] = await Promise.all([
    readTenant(client, place.tenant.slug),
    place.project === null ? { kind: "data" as const, data: NO_PROJECT } : readProject(client, place.project.id),
  ]);
  if (ofTenant.kind === "failed") return ofTenant;
  if (ofProject.kind === "failed") return ofProject;
  const { id, slug, name, role } = place.tenant;
  const project = place.project && { id: place.project.id, name: place.project.name };
  return {
    kind: "state",
    state: { tenant: { id, slug, name, role }, project, ...ofTenant.data, ...ofProject.data },
  };
}

const NO_PROJECT = { routes: [], apiKeyNames: [], hasRecords: false };

async function readTenant(client: Client, slug: string) {
  // Past what the browser keeps: a step that failed halfway may have made something.
  const outcome = queryOutcome(
    await client.query(setupTenantQuery, { slug }, { requestPolicy: "network-only" }).toPromise(),
  );
  if (outcome.kind === "failed") return outcome;
  const { providers, currentRevision } = outcome.data.tenant;
  const data = { providers: providers.edges.map(({ node }) => node), revision: currentRevision?.number ?? null };
  return { kind: "data" as const, data };
}

async function readProject(client: Client, projectId: string) {
  const outcome = queryOutcome(
    await client.query(setupProjectQuery, { projectId }, { requestPolicy: "network-only" }).toPromise(),
  );
  if (outcome.kind === "failed") return outcome;
  const { node, requestLogs } = outcome.data;
  if (node?.__typename !== "Project") return { kind: "data" as const, data: NO_PROJECT };
  const data = {
    routes: node.routes.edges.map(({ node }) => ({ ...node, tree: routeTree.parse(node.tree) })),
    apiKeyNames: node.apiKeys.edges.filter(({ node }) => node.state === "ACTIVE").map(({ node }) => node.name),
    hasRecords: requestLogs.edges.length > 0,
  };
  return { kind: "data" as const, data };
}
