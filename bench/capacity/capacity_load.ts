import { addProvider } from "../../e2e/chaos/draft.ts";
import { enforce } from "../../e2e/chaos/policy.ts";
import type { ChaosWorld } from "../../e2e/chaos/world.ts";
import { completion } from "../../gateway/testing/driven_upstream.ts";

/** A provider in this process that answers every request at once. */
export function openProvider(): AsyncDisposable & { url: string } {
  const body = JSON.stringify(completion("The quick brown fox jumps over the lazy dog. ".repeat(4)));
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    await request.body?.cancel();
    return new Response(body, { headers: { "content-type": "application/json" } });
  });
  return { url: `http://127.0.0.1:${server.addr.port}/v1`, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** Three limits and a budget on the whole tenant, none of which denies, and a provider that is this process. */
export async function setUp(world: ChaosWorld, providerUrl: string): Promise<void> {
  await addProvider(world, { name: "open", kind: "OPENAI", apiKey: "sk-capacity", baseUrl: providerUrl });
  await enforce(world, {
    limits: [
      { type: "REQUESTS_PER_MINUTE", max: 1_000_000_000 },
      { type: "TOKENS_PER_MINUTE", max: 1_000_000_000 },
      { type: "CONCURRENT_REQUESTS", max: 100_000 },
      { type: "SPEND", period: "MONTH", maxNanoUsd: "1000000000000000" },
    ],
  });
}

/** Asks so many times over so many connections; throws at the first answer that is none. */
export async function askAll(
  world: ChaosWorld,
  { requests, clients }: { requests: number; clients: number },
): Promise<void> {
  const url = `${world.gateways[0]!.url}/v1/chat/completions`;
  const headers = { "content-type": "application/json", authorization: `Bearer ${world.apiKey}` };
  const messages = [{
    role: "user",
    content: "Tell me a long story about a fox, a dog and a load balancer. ".repeat(4),
  }];
  const body = JSON.stringify({ model: "open/gpt-4o-mini", max_tokens: 512, messages });
  let left = requests;
  await Promise.all(Array.from({ length: clients }, async () => {
    while (left-- > 0) {
      const response = await fetch(url, { method: "POST", headers, body });
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
      await response.arrayBuffer();
    }
  }));
}
