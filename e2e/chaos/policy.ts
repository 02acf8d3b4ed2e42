import { RESPONSE_HEADERS } from "../../shared/contracts/headers.ts";
import { eventually } from "../../testing/eventually.ts";
import { addProvider, publish } from "./draft.ts";
import type { ChaosWorld } from "./world.ts";

/** A policy on the whole tenant, as GraphQL takes it. */
export interface ChaosPolicy {
  limits: Record<string, unknown>[];
  onLimiterLoss?: "OPEN" | "CLOSED" | "LOCAL_SLICE";
}

/** Makes a blocking policy, publishes it, and waits until every gateway serves by it. */
export async function enforce(world: ChaosWorld, { limits, onLimiterLoss = "CLOSED" }: ChaosPolicy): Promise<void> {
  // A second provider, which no route of the load leads to: a limit can allow it alone.
  await addProvider(world, { name: "another", kind: "MOCK" });
  const { createPolicy } = await world.graphql(CREATE, {
    input: {
      tenantId: world.tenantId,
      name: "chaos",
      scope: { type: "TENANT" },
      limits,
      action: "BLOCK",
      onLimiterLoss,
    },
  });
  if (createPolicy.policy === undefined) throw new Error(JSON.stringify(createPolicy));
  const number = await publish(world);
  await Promise.all(world.gateways.map((gateway) => untilServed(world, gateway.url, number)));
}

const CREATE = `mutation ($input: CreatePolicyInput!) {
  createPolicy(input: $input) { ... on CreatePolicyPayload { policy { id } } ... on Error { code message } }
}`;

/** A request for a model that nobody has is refused, and tells the revision all the same. */
async function untilServed(world: ChaosWorld, url: string, number: number): Promise<void> {
  await eventually(async () => {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${world.apiKey}` },
      body: JSON.stringify({ model: "nobody/none", messages: [{ role: "user", content: "." }] }),
    });
    await response.body?.cancel();
    return Number(response.headers.get(RESPONSE_HEADERS.revision)?.split("-")[0]) >= number;
  });
}
