import type { Client } from "@urql/core";
import { viewerQuery } from "../graphql/documents/viewer.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import type { Failure } from "../graphql/failure.ts";
import { queryOutcome } from "../graphql/outcome.ts";

export interface Project {
  /** The global id. */
  id: string;
  name: string;
}

export interface Tenant {
  id: string;
  slug: string;
  name: string;
  /** IANA name. */
  timeZone: string;
  role: string;
  /** Oldest first. */
  projects: readonly Project[];
}

/** Who is signed in, and where they may go. */
export interface Viewer {
  id: string;
  email: string;
  name: string;
  /** Oldest first. */
  tenants: readonly Tenant[];
}

/** A tenant, and one of its projects where it has any. */
export interface Place {
  tenant: Tenant;
  project: Project | null;
}

export type ViewerOutcome = { kind: "viewer"; viewer: Viewer } | { kind: "nobody" } | Failure;

/** Asks the control plane whose session the request's cookie is. */
export async function readViewer(client: Client): Promise<ViewerOutcome> {
  const outcome = queryOutcome(await client.query(viewerQuery, {}).toPromise());
  if (outcome.kind === "failed") return outcome.reason === "unauthenticated" ? { kind: "nobody" } : outcome;
  const { viewer } = outcome.data;
  return { kind: "viewer", viewer: { ...viewer, tenants: viewer.tenants.edges.map(({ node }) => tenantOf(node)) } };
}

type TenantNode = ResultOf<typeof viewerQuery>["viewer"]["tenants"]["edges"][number]["node"];

function tenantOf({ projects, viewerRole, ...tenant }: TenantNode): Tenant {
  return { ...tenant, role: viewerRole, projects: projects.edges.map(({ node }) => node) };
}
