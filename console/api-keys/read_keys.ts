import type { Client } from "@urql/core";
import { apiKeyQuery, apiKeysQuery } from "../graphql/documents/api_keys.ts";
import type { Failure } from "../graphql/failure.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import type { LimitCounter } from "../limits/CounterBars.tsx";
import type { KeyFilter } from "./key_filter.ts";
import { type ApiKey, type KeyList, keyListOf } from "./key_list.ts";

export interface KeysRequest {
  projectId: string;
  filter: KeyFilter;
  after: string | null;
}

/** Reads a page of a project's keys, from the newest or from behind a cursor. */
export async function readKeys(
  client: Client,
  { projectId, filter: { state, text }, after }: KeysRequest,
): Promise<{ kind: "keys"; list: KeyList } | Failure> {
  const variables = {
    projectId,
    first: PAGE_SIZE,
    after,
    states: state === null ? null : [state],
    text: text === "" ? null : text,
  };
  const outcome = queryOutcome(
    await client.query(apiKeysQuery, variables, { requestPolicy: "network-only" }).toPromise(),
  );
  if (outcome.kind === "failed") return outcome;
  const { node } = outcome.data;
  return { kind: "keys", list: node?.__typename === "Project" ? keyListOf(node.apiKeys) : { rows: [], next: null } };
}

export interface KeyDetail {
  key: ApiKey;
  /** How its own limits stand. */
  counters: readonly LimitCounter[];
  /** The tenant's, by name. */
  providers: readonly string[];
}

/** One of a project's keys; null where it has none of that id. */
export async function readKey(
  client: Client,
  { projectId, id }: { projectId: string; id: string },
): Promise<{ kind: "key"; detail: KeyDetail | null } | Failure> {
  const outcome = queryOutcome(await client.query(apiKeyQuery, { id }).toPromise());
  if (outcome.kind === "failed") return outcome;
  const { node } = outcome.data;
  if (node?.__typename !== "ApiKey" || node.project.id !== projectId) return { kind: "key", detail: null };
  const { project, counters, ...key } = node;
  const providers = project.tenant.providers.edges.map((edge) => edge.node.name);
  return { kind: "key", detail: { key, counters, providers } };
}

const PAGE_SIZE = 20;
