import type { ChaosWorld } from "./world.ts";

/** A provider as GraphQL takes it, of the world's tenant. */
export interface AddedProvider {
  name: string;
  kind: string;
  apiKey?: string;
  baseUrl?: string;
}

/** Adds a provider to the draft. */
export async function addProvider(world: ChaosWorld, provider: AddedProvider): Promise<void> {
  const { createProvider } = await world.graphql(PROVIDER, { input: { tenantId: world.tenantId, ...provider } });
  if (createProvider.provider === undefined) throw new Error(JSON.stringify(createProvider));
}

/** Publishes the draft, and answers the revision's number. */
export async function publish(world: ChaosWorld): Promise<number> {
  const { publishConfig } = await world.graphql(PUBLISH, { input: { tenantId: world.tenantId } });
  if (publishConfig.revision === undefined) throw new Error(JSON.stringify(publishConfig));
  return publishConfig.revision.number;
}

const PROVIDER = `mutation ($input: CreateProviderInput!) {
  createProvider(input: $input) { ... on CreateProviderPayload { provider { id } } ... on Error { code message } }
}`;
const PUBLISH = `mutation ($input: PublishConfigInput!) {
  publishConfig(input: $input) { ... on PublishConfigPayload { revision { number } } ... on Error { code message } }
}`;
