import type { Client } from "@urql/core";
import { serviceAccountsQuery } from "../graphql/documents/service_accounts.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { type QueryOutcome, queryOutcome } from "../graphql/outcome.ts";
import { type Rows, rowsOf } from "../lists/rows.ts";

type Node = ResultOf<typeof serviceAccountsQuery>["tenant"]["serviceAccounts"]["edges"][number]["node"];
export type ServiceTokenRow = NonNullable<Node["tokens"]>["edges"][number]["node"];

/** A service account with its tokens; they are null for those who may not see them. */
export interface ServiceAccountRow extends Omit<Node, "tokens"> {
  tokens: readonly ServiceTokenRow[] | null;
}

export interface ServiceAccountsRequest {
  slug: string;
  after: string | null;
  includeArchived: boolean;
  withTokens: boolean;
}

export async function readServiceAccounts(
  client: Client,
  request: ServiceAccountsRequest,
): Promise<QueryOutcome<Rows<ServiceAccountRow>>> {
  const outcome = queryOutcome(
    await client.query(serviceAccountsQuery, { ...request }, { requestPolicy: "network-only" }).toPromise(),
  );
  if (outcome.kind === "failed") return outcome;
  const { rows, next } = rowsOf(outcome.data.tenant.serviceAccounts);
  const withTokens = rows.map(({ tokens, ...row }) => ({
    ...row,
    tokens: tokens?.edges.map(({ node }) => node) ?? null,
  }));
  return { kind: "data", data: { rows: withTokens, next } };
}
