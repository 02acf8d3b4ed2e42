import type { Client } from "@urql/core";
import { policyChoicesQuery, policyQuery, policyVerdictsQuery } from "../graphql/documents/policies.ts";
import type { Failure } from "../graphql/failure.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import type { LimitCounter } from "../limits/CounterBars.tsx";
import type { PolicyChoices } from "./PolicyForm.tsx";
import type { Policy } from "./policy_values.ts";

/** How the counters of one of those stand whom a policy counts. */
export interface CountedSubject {
  /** A key's name, an end user; null for all together. */
  subject: string | null;
  counters: readonly LimitCounter[];
}

export interface PolicyDetail {
  policy: Policy;
  counted: readonly CountedSubject[];
  /** Whether there are more than are shown. */
  hasMore: boolean;
}

interface PolicyRequest {
  tenantId: string;
  id: string;
  /** Whose counters are shown of a policy on end users. */
  endUser: string | null;
}

/** One of a tenant's policies with its counters; null where it has none of that id. */
export async function readPolicy(
  client: Client,
  { tenantId, id, endUser }: PolicyRequest,
): Promise<{ kind: "policy"; detail: PolicyDetail | null } | Failure> {
  const variables = { id, endUser, first: COUNTED_MAX };
  const outcome = queryOutcome(await client.query(policyQuery, variables, FRESH).toPromise());
  if (outcome.kind === "failed") return outcome;
  const { node } = outcome.data;
  if (node?.__typename !== "Policy" || node.tenant.id !== tenantId) return { kind: "policy", detail: null };
  const { counters: { edges, pageInfo }, ...policy } = node;
  const counted = edges.map(({ node: { apiKey, endUser: user, counters } }) => ({
    subject: apiKey?.name ?? user,
    counters,
  }));
  return {
    kind: "policy",
    detail: { policy, counted: counted.filter(({ counters }) => counters.length > 0), hasMore: pageInfo.hasNextPage },
  };
}

/** What the form of a policy lets one choose from. */
export async function readPolicyChoices(
  client: Client,
  slug: string,
): Promise<{ kind: "choices"; choices: PolicyChoices } | Failure> {
  const outcome = queryOutcome(await client.query(policyChoicesQuery, { slug }).toPromise());
  if (outcome.kind === "failed") return outcome;
  const { projects, providers, apiKeys } = outcome.data.tenant;
  return {
    kind: "choices",
    choices: {
      projects: projects.edges.map(({ node }) => node),
      providers: providers.edges.map(({ node }) => node.name),
      apiKeys: apiKeys.edges.map(({ node }) => node),
    },
  };
}

/** What a policy has said of late. */
export interface PolicyVerdicts {
  counted: number;
  denied: number;
  observed: number;
}

/** The verdicts of the last 24 hours; null where they cannot be had, or not all of them. */
export async function readPolicyVerdicts(
  client: Client,
  { tenantId, policyId, nowMs }: { tenantId: string; policyId: string; nowMs: number },
): Promise<PolicyVerdicts | null> {
  const counted = { field: "POLICY", operator: "EQ", value: policyId } as const;
  const said = (value: string) => ({
    where: [counted, { field: "POLICY_VERDICT", operator: "EQ", value } as const],
  });
  const [from, to] = [nowMs - DAY_MS, nowMs].map((ms) => new Date(ms).toISOString()) as [string, string];
  const variables = {
    tenantId,
    counted: { where: [counted] },
    denied: said("denied"),
    observed: said("observed"),
    from,
    to,
  };
  const outcome = queryOutcome(await client.query(policyVerdictsQuery, variables).toPromise());
  if (outcome.kind === "failed") return null;
  const { data } = outcome;
  if (!data.counted.complete || !data.denied.complete || !data.observed.complete) return null;
  return {
    counted: Number(data.counted.requests),
    denied: Number(data.denied.requests),
    observed: Number(data.observed.requests),
  };
}

const COUNTED_MAX = 20;
const DAY_MS = 86_400_000;
const FRESH = { requestPolicy: "network-only" } as const;
