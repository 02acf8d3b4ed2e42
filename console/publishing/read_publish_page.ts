import type { Client } from "@urql/core";
import {
  configDiffQuery,
  publishPageQuery,
  revisionsQuery,
  routePlacesQuery,
} from "../graphql/documents/publishing.ts";
import type { Failure } from "../graphql/failure.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import type { Change } from "./change.ts";
import type { RoutePlace } from "./object_links.ts";

type Tenant = ResultOf<typeof publishPageQuery>["tenant"];
export type Draft = Tenant["draft"];
/** A revision in the history. */
export type RevisionRow = Tenant["revisions"]["edges"][number]["node"];
export type RevisionSummary = Omit<RevisionRow, "changes">;

export interface PublishPage {
  tenantId: string;
  draft: Draft;
  revisions: readonly RevisionRow[];
  /** Where the older ones begin; null when there are none. */
  next: string | null;
}

/** Reads the draft and a page of what was published. */
export async function readPublishPage(
  client: Client,
  { slug, after }: { slug: string; after: string | null },
): Promise<{ kind: "page"; page: PublishPage } | Failure> {
  const outcome = queryOutcome(await client.query(publishPageQuery, { slug, after, first: PAGE_SIZE }).toPromise());
  if (outcome.kind === "failed") return outcome;
  const { id, draft, revisions: { edges, pageInfo } } = outcome.data.tenant;
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  return { kind: "page", page: { tenantId: id, draft, revisions: edges.map(({ node }) => node), next } };
}

/** Where routes are; none where that cannot be had. */
export async function readRoutePlaces(client: Client, slug: string): Promise<RoutePlace[]> {
  const outcome = queryOutcome(await client.query(routePlacesQuery, { slug }).toPromise());
  if (outcome.kind === "failed") return [];
  return outcome.data.tenant.projects.edges.flatMap(({ node: { id: projectId, routes } }) =>
    routes.edges.map(({ node }) => ({ ...node, projectId }))
  );
}

/** What lies between two states: a revision's number, `CURRENT`, `DRAFT`, or 0 for nothing. */
export async function readDiff(
  client: Client,
  variables: { tenantId: string; from: string | number; to: string | number },
): Promise<{ kind: "changes"; changes: Change[] } | Failure> {
  const asked = { ...variables, from: String(variables.from), to: String(variables.to) };
  const outcome = queryOutcome(await client.query(configDiffQuery, asked).toPromise());
  return outcome.kind === "failed" ? outcome : { kind: "changes", changes: outcome.data.configDiff };
}

/** The latest revisions, to choose from. */
export async function readRevisions(
  client: Client,
  slug: string,
): Promise<{ kind: "revisions"; current: number; revisions: RevisionSummary[] } | Failure> {
  const outcome = queryOutcome(await client.query(revisionsQuery, { slug, first: CHOICES_MAX }).toPromise());
  if (outcome.kind === "failed") return outcome;
  const { currentRevision, revisions } = outcome.data.tenant;
  return {
    kind: "revisions",
    current: currentRevision?.number ?? 0,
    revisions: revisions.edges.map(({ node }) => node),
  };
}

/** Who published a revision, for people. */
export function publisherOf({ publishedBy, publishedByServiceAccount }: RevisionSummary): string {
  return publishedBy?.name ?? publishedByServiceAccount?.name ?? "the installation";
}

const PAGE_SIZE = 10;
const CHOICES_MAX = 50;
