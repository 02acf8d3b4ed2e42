import type { Client } from "@urql/core";
import { projectQuery, projectsQuery } from "../graphql/documents/projects.ts";
import type { Failure } from "../graphql/failure.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import { type Rows, rowsOf } from "../lists/rows.ts";
import { type PublishingState, publishingStateOf } from "../publishing/publishing_state.ts";
import type { Project } from "./project_values.ts";

export interface ProjectsRequest {
  slug: string;
  after: string | null;
  /** Also those out of use. */
  includeArchived: boolean;
}

/** Reads a page of a tenant's projects, and with it what is published. */
export async function readProjects(
  client: Client,
  request: ProjectsRequest,
): Promise<{ kind: "page"; list: Rows<Project>; publishing: PublishingState } | Failure> {
  const variables = { ...request, first: PAGE_SIZE };
  const outcome = queryOutcome(
    await client.query(projectsQuery, variables, { requestPolicy: "network-only" }).toPromise(),
  );
  if (outcome.kind === "failed") return outcome;
  const { tenant } = outcome.data;
  return { kind: "page", list: rowsOf(tenant.projects), publishing: publishingStateOf(tenant) };
}

/** One of a tenant's projects; null where it has none of that id. */
export async function readProject(
  client: Client,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<{ kind: "project"; project: Project | null } | Failure> {
  const outcome = queryOutcome(await client.query(projectQuery, { id }).toPromise());
  if (outcome.kind === "failed") return outcome;
  const { node } = outcome.data;
  return {
    kind: "project",
    project: node?.__typename === "Project" && node.tenant.id === tenantId ? node : null,
  };
}

const PAGE_SIZE = 50;
