import assert from "node:assert/strict";
import OpenAI, { RateLimitError } from "openai";
import { eventually } from "../../testing/eventually.ts";
import { graphql } from "../graphql.ts";
import type { ProviderState } from "./provider_process.ts";
import type { ComposeScenario, ComposeWorld } from "./scenario.ts";

const messages = [{ role: "user" as const, content: "Tell me about limits." }];
/** Above 500 tokens by the estimate: what is reserved must not be less than what the provider says in the end. */
const LONG = [{ role: "user" as const, content: "limit ".repeat(510) }];

/** What one request costs at the mock provider's price, with 500 tokens in and 500 out. */
const REQUEST_NANO_USD = 1_000_000;
const EXACT_TOKENS = { headers: { "x-perpetuo-mock": "input_tokens=500,output_tokens=500" } };

/** Limits that hold over all gateways together, whichever nginx asks. */
export const LIMIT_SCENARIOS: readonly ComposeScenario[] = [
  { name: "40 requests a minute: of 100 at once exactly 40 pass", run: requestsPerMinute },
  { name: "7 requests at a time: never more, and at times as many", run: concurrent },
  { name: "a budget of $0.02 at $0.001 a request is not exceeded, and used up", run: budget },
];

async function requestsPerMinute(world: ComposeWorld): Promise<void> {
  const client = await clientWith(world, [{ type: "REQUESTS_PER_MINUTE", max: 40 }]);
  const asked = await Promise.all(Array.from({ length: 100 }, () => ask(client, "mock/demo?ttft=5")));
  for (const id of asked) if (id !== null) world.answered.add(id);
  assert.equal(asked.filter((id) => id !== null).length, 40);
}

async function concurrent(world: ComposeWorld): Promise<void> {
  const client = await clientWith(world, [{ type: "CONCURRENT_REQUESTS", max: 7 }]);
  const { providerUrl } = world.stack;
  await (await fetch(`${providerUrl}/state`, { method: "POST" })).body?.cancel();
  const leave = new AbortController();
  const asked = Array.from({ length: 30 }, async () => {
    while (!leave.signal.aborted) {
      try {
        const options = { signal: leave.signal };
        await client.chat.completions.create({ model: "lab/slow", messages, stream: true }, options).then(drain);
      } catch (error) {
        if (!leave.signal.aborted && !(error instanceof RateLimitError)) throw error;
      }
    }
  });
  const state = async (): Promise<ProviderState> => await (await fetch(`${providerUrl}/state`)).json();
  try {
    await eventually(async () => (await state()).underWay === 7);
  } finally {
    leave.abort();
    await Promise.all(asked);
  }
  assert.equal((await state()).underWayMax, 7);
}

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

async function budget(world: ComposeWorld): Promise<string> {
  const max = 20 * REQUEST_NANO_USD;
  const client = await clientWith(world, [{ type: "SPEND", period: "DAY", maxNanoUsd: String(max) }]);
  let passed = 0;
  await Promise.all(Array.from({ length: 12 }, async () => {
    for (;;) {
      const id = await ask(client, "mock/demo?ttft=20");
      if (id === null) return;
      world.answered.add(id);
      passed++;
    }
  }));
  // The estimate is a little above the price: the last request may find too little left for it.
  assert.ok(passed === 20 || passed === 19, `${passed} requests passed`);
  return `${passed} of 20 passed`;
}

/** Its request's id, or null where a limit denies it. */
async function ask(client: OpenAI, model: string): Promise<string | null> {
  try {
    const { request_id } = await client.chat.completions
      .create({ model, messages: LONG, max_tokens: 500 }, EXACT_TOKENS).withResponse();
    return request_id;
  } catch (error) {
    if (error instanceof RateLimitError) return null;
    throw error;
  }
}

/** A client with a key of its own, once every gateway knows the key. */
async function clientWith({ stack, project }: ComposeWorld, limits: Record<string, unknown>[]): Promise<OpenAI> {
  const { createApiKey } = await graphql(
    stack,
    `mutation ($input: CreateApiKeyInput!) {
      createApiKey(input: $input) { ... on CreateApiKeyPayload { secret } ... on Error { message } }
    }`,
    { input: { projectId: project.id, name: `limited-${crypto.randomUUID().slice(0, 8)}`, limits } },
  );
  assert.ok(createApiKey.secret, createApiKey.message);
  const client = new OpenAI({ baseURL: `${stack.gatewayUrl}/v1`, apiKey: createApiKey.secret, maxRetries: 0 });
  // Which one answers is nginx's choice: that none of many says 401 means that all know it.
  await eventually(async () => {
    await Promise.all(Array.from({ length: 24 }, () => client.models.list()));
    return true;
  });
  return client;
}
