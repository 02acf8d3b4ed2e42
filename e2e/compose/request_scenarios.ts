import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI, { APIError, AuthenticationError } from "openai";
import { systemClock } from "../../shared/time/clock.ts";
import { eventually } from "../../testing/eventually.ts";
import { allLogs } from "../graphql.ts";
import { BODY_BYTES_MAX } from "./compose_stack.ts";
import type { ProviderState } from "./provider_process.ts";
import type { ComposeScenario, ComposeWorld } from "./scenario.ts";
import { statusOfRawPath } from "./status_of_raw_path.ts";

const messages = [{ role: "user" as const, content: "Tell me about proxies." }];

/** What single requests see of nginx and the gateways behind it. */
export const REQUEST_SCENARIOS: readonly ComposeScenario[] = [
  { name: "official clients get whole answers, from the built-in provider and from one in the network", run: whole },
  { name: "streams arrive as they are made, in both dialects", run: streamed },
  { name: "a key that nobody knows is a 401 in the client's dialect", run: unknownKey },
  { name: "a client that goes away takes its request at the provider along", run: cancelled },
  { name: "a body above the limit is a 413, one at the limit passes", run: tooLarge },
  { name: "/metrics and /internal are nobody's business, however they are spelt", run: hidden },
];

async function whole({ client, stack, answered }: ComposeWorld): Promise<void> {
  for (const model of ["mock/demo", "lab/fast"]) {
    const { data, response } = await client.chat.completions.create({ model, messages }).withResponse();
    assert.ok(data.choices[0]!.message.content!.length > 0);
    assert.match(response.headers.get("x-perpetuo-revision")!, /^\d+-[0-9a-f]{8}$/);
    answered.add(response.headers.get("x-request-id")!);
  }
  const { data, request_id } = await anthropic(stack).messages.create({ model: "lab/fast", max_tokens: 99, messages })
    .withResponse();
  assert.equal(data.content[0]?.type, "text");
  answered.add(request_id!);
}

async function streamed({ client, stack, answered }: ComposeWorld): Promise<string> {
  const model = "mock/demo?ttft=50&interval=50&chunks=20";
  const { data, response } = await client.chat.completions.create({ model, messages, stream: true }).withResponse();
  const times: number[] = [];
  for await (const chunk of data) if (chunk.choices[0]?.delta.content) times.push(systemClock.monotonic());
  const spreadMs = Math.round(times.at(-1)! - times[0]!);
  // 19 pauses of 50 ms: held back anywhere, they would come in one piece or in a few.
  assert.ok(spreadMs > 700, `20 chunks came within ${spreadMs} ms`);
  assert.ok(new Set(times.map((time) => Math.round(time / 25))).size >= 15, times.join(" "));
  answered.add(response.headers.get("x-request-id")!);
  const stream = anthropic(stack).messages.stream({ model: "lab/fast", max_tokens: 99, messages });
  assert.equal((await stream.finalMessage()).stop_reason, "end_turn");
  return `20 chunks, 50 ms apart, came over ${spreadMs} ms`;
}

async function unknownKey({ stack }: ComposeWorld): Promise<void> {
  const apiKey = `ppk_zzzzzzzzzzzz_${"a".repeat(43)}`;
  const client = new OpenAI({ baseURL: `${stack.gatewayUrl}/v1`, apiKey, maxRetries: 0 });
  await assert.rejects(
    client.chat.completions.create({ model: "mock/demo", messages }),
    (error) => error instanceof AuthenticationError && error.code === "invalid_api_key",
  );
  await assert.rejects(
    anthropic(stack, apiKey).messages.create({ model: "mock/demo", max_tokens: 9, messages }),
    Anthropic.AuthenticationError,
  );
}

async function cancelled({ client, stack, project }: ComposeWorld): Promise<string> {
  const before = await stateOf(stack.providerUrl);
  const { data, response } = await client.chat.completions.create({ model: "lab/slow", messages, stream: true })
    .withResponse();
  let chunks = 0;
  for await (const _ of data) if (++chunks === 3) break;
  const leftAt = systemClock.monotonic();
  await eventually(async () => (await stateOf(stack.providerUrl)).cancelled === before.cancelled + 1);
  const tookMs = Math.round(systemClock.monotonic() - leftAt);
  // The answer has ten seconds to go: nobody waits for its end.
  assert.ok(tookMs < 2_000, `the provider heard of it after ${tookMs} ms`);
  const id = response.headers.get("x-request-id");
  await eventually(async () => {
    const logs = await allLogs(stack, project.id, "requestId outcome");
    return logs.find(({ requestId }) => requestId === id)?.outcome === "CANCELLED";
  });
  return `the provider knew after ${tookMs} ms`;
}

async function tooLarge({ client, answered }: ComposeWorld): Promise<void> {
  const ask = (bytes: number) =>
    client.chat.completions.create({ model: "mock/demo", messages: [{ role: "user", content: "x".repeat(bytes) }] })
      .withResponse();
  answered.add((await ask(BODY_BYTES_MAX - 1_000)).request_id!);
  await assert.rejects(
    ask(BODY_BYTES_MAX + 1_000),
    (error) => error instanceof APIError && error.status === 413 && error.code === "body_too_large",
  );
}

async function hidden({ stack }: ComposeWorld): Promise<void> {
  const paths = [
    "/metrics",
    "/internal/test",
    "//internal/test",
    "/%69nternal/test",
    "/v1/../metrics",
    "/v1/%2e%2e/internal/x",
  ];
  for (const port of [stack.ports.gateway, stack.ports.controlPlane, stack.ports.console]) {
    for (const path of paths) assert.equal(await statusOfRawPath(port, path), 404, `${path} at ${port}`);
  }
  for (const path of ["/livez", "/readyz"]) assert.equal(await statusOfRawPath(stack.ports.gateway, path), 200);
}

function anthropic({ gatewayUrl, apiKey }: { gatewayUrl: string; apiKey: string }, key = apiKey): Anthropic {
  return new Anthropic({ baseURL: gatewayUrl, apiKey: key, maxRetries: 0 });
}

async function stateOf(providerUrl: string): Promise<ProviderState> {
  return await (await fetch(`${providerUrl}/state`)).json();
}
