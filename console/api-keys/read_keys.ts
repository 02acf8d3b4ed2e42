import type { Client } from "@urql/core";
import { apiKeysQuery } from "../graphql/documents/api_keys.ts";
import type { Failure } from "../graphql/failure.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import { type KeyList, keyListOf } from "./key_list.ts";

/** Reads a page of a project's keys, from the newest or from behind a cursor. */
export async function readKeys(
  client: Client,
  projectId: string,
  after: string | null,
): Promise<{ kind: "keys"; list: KeyList } | Failure> {
  const variables = { projectId, first: PAGE_SIZE, after };
  const outcome = queryOutcome(
    await client.query(apiKeysQuery, variables, { requestPolicy: "network-only" }).toPromise(),
  );
  if (outcome.kind === "failed") return outcome;
  const { node } = outcome.data;
  return { kind: "keys", list: node?.__typename === "Project" ? keyListOf(node.apiKeys) : { rows: [], next: null } };
}

const PAGE_SIZE = 20;
