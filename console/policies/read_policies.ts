import type { Client } from "@urql/core";
import { policiesQuery } from "../graphql/documents/policies.ts";
import type { Failure } from "../graphql/failure.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import type { LimitCounter } from "../limits/CounterBars.tsx";
import { type Rows, rowsOf } from "../lists/rows.ts";
import { type PublishingState, publishingStateOf } from "../publishing/publishing_state.ts";
import type { Policy } from "./policy_values.ts";

type Counters = ResultOf<typeof policiesQuery>["tenant"]["policies"]["edges"][number]["node"]["counters"];

/** A policy as the table shows it. */
export interface PolicyRow extends Policy {
  /** The first of its counters: the only one, or that of the newest key; null before it is published. */
  counters: readonly LimitCounter[] | null;
  /** Whom these count, where there are others besides. */
  countersOf: string | null;
}

export interface PoliciesRequest {
  slug: string;
  after: string | null;
  /** Also those out of use. */
  includeArchived: boolean;
}

/** Reads a page of a tenant's policies, and with it what is published. */
export async function readPolicies(
  client: Client,
  request: PoliciesRequest,
): Promise<{ kind: "page"; list: Rows<PolicyRow>; publishing: PublishingState } | Failure> {
  const variables = { ...request, first: PAGE_SIZE };
  const outcome = queryOutcome(
    await client.query(policiesQuery, variables, { requestPolicy: "network-only" }).toPromise(),
  );
  if (outcome.kind === "failed") return outcome;
  const { tenant } = outcome.data;
  const { edges, pageInfo } = tenant.policies;
  const rows = edges.map(({ node: { counters, ...policy } }) => ({ node: { ...policy, ...countersOf(counters) } }));
  return { kind: "page", list: rowsOf({ edges: rows, pageInfo }), publishing: publishingStateOf(tenant) };
}

const PAGE_SIZE = 20;

function countersOf({ edges: [first], pageInfo }: Counters): Pick<PolicyRow, "counters" | "countersOf"> {
  const isOneOfMany = pageInfo.hasNextPage || first?.node.apiKey != null;
  return {
    counters: first === undefined || first.node.counters.length === 0 ? null : first.node.counters,
    countersOf: isOneOfMany ? first?.node.apiKey?.name ?? null : null,
  };
}
