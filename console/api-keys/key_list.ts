import type { apiKeysQuery } from "../graphql/documents/api_keys.ts";
import type { ResultOf } from "../graphql/graphql.ts";

type Project = Extract<ResultOf<typeof apiKeysQuery>["node"], { __typename: "Project" }>;
export type ApiKey = Project["apiKeys"]["edges"][number]["node"];

/** A key as the table shows it. */
export interface KeyRow extends ApiKey {
  /** What was asked for and is shown already, though the answer is still to come. */
  pending?: "creating" | "revoking";
}

/** What the table shows of a project's keys, the newest first. */
export interface KeyList {
  rows: readonly KeyRow[];
  /** Where the next page begins; null when there is none. */
  next: string | null;
}

export function keyListOf({ edges, pageInfo }: Project["apiKeys"]): KeyList {
  return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
}

/** With the next page below. A key that was made meanwhile has moved rows onto it: they are not shown twice. */
export function withPage(list: KeyList, page: KeyList): KeyList {
  const shown = new Set(list.rows.map(({ id }) => id));
  return { rows: [...list.rows, ...page.rows.filter(({ id }) => !shown.has(id))], next: page.next };
}

/** With a key on top that is being made. `id` is for the time being. */
export function withDraft(
  list: KeyList,
  { id, name, expiresAt, now }: { id: string; name: string; expiresAt: string | null; now: string },
): KeyList {
  const draft: KeyRow = {
    id,
    keyId: "",
    name,
    description: null,
    state: "ACTIVE",
    createdAt: now,
    expiresAt,
    revokedAt: null,
    lastUsedAt: null,
    previousSecretUntil: null,
    version: 0,
    createdBy: null,
    createdByServiceAccount: null,
    limits: [],
    tags: [],
    pending: "creating",
  };
  return { ...list, rows: [draft, ...list.rows] };
}

/** With what the API answered in a row's place. */
export function withSettled(list: KeyList, id: string, key: ApiKey): KeyList {
  return { ...list, rows: list.rows.map((row) => row.id === id ? key : row) };
}

/** Without a key whose making failed. */
export function withoutDraft(list: KeyList, id: string): KeyList {
  return { ...list, rows: list.rows.filter((row) => row.id !== id) };
}

/** With a key shown as revoked before the API has said so. */
export function withRevoking(list: KeyList, id: string, now: string): KeyList {
  return {
    ...list,
    rows: list.rows.map((row) =>
      row.id === id ? { ...row, state: "REVOKED", revokedAt: now, pending: "revoking" } : row
    ),
  };
}
