import type { Client } from "@urql/core";
import { providersQuery } from "../graphql/documents/providers.ts";
import type { Failure } from "../graphql/failure.ts";
import { queryOutcome } from "../graphql/outcome.ts";
import { type PublishingState, publishingStateOf } from "../publishing/publishing_state.ts";
import { type ProviderList, providerListOf } from "./provider_list.ts";

/** Which providers: a page of one tenant's. */
export interface ProvidersRequest {
  slug: string;
  after: string | null;
  /** Also those out of use. */
  includeArchived: boolean;
}

/** Reads a page of a tenant's providers, and with it what is published. */
export async function readProviders(
  client: Client,
  request: ProvidersRequest,
): Promise<{ kind: "providers"; list: ProviderList; publishing: PublishingState } | Failure> {
  const variables = { ...request, first: PAGE_SIZE };
  const outcome = queryOutcome(
    await client.query(providersQuery, variables, { requestPolicy: "network-only" }).toPromise(),
  );
  if (outcome.kind === "failed") return outcome;
  const { tenant } = outcome.data;
  return { kind: "providers", list: providerListOf(tenant.providers), publishing: publishingStateOf(tenant) };
}

const PAGE_SIZE = 20;
