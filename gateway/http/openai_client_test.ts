import assert from "node:assert/strict";
import OpenAI, { APIError, AuthenticationError, NotFoundError, RateLimitError } from "openai";
import { test } from "../../testing/test.ts";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { ServedGateway } from "../testing/served_gateway.ts";

const messages = [{ role: "user" as const, content: "Say hello" }];

function clientOf(gateway: ServedGateway, options: { apiKey?: string; maxRetries?: number } = {}): OpenAI {
  return new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: gateway.tenant.token.token, ...options });
}

test("the official openai client gets whole answers", async () => {
  await using gateway = new ServedGateway();
  const { data, response } = await clientOf(gateway).chat.completions.create({ model: "mock/demo", messages })
    .withResponse();
  assert.ok(data.choices[0]!.message.content!.length > 0);
  assert.equal(data.choices[0]!.finish_reason, "stop");
  assert.equal(response.headers.get("x-request-id"), gateway.log.only.id);
  assert.equal(gateway.log.only.tokens.output, data.usage!.completion_tokens);
});

test("the official openai client gets streams, with usage only when it asks for it", async () => {
  await using gateway = new ServedGateway();
  for (const include_usage of [false, true]) {
    const stream = await clientOf(gateway).chat.completions.create({
      model: "mock/demo?chunks=5",
      messages,
      stream: true,
      ...(include_usage ? { stream_options: { include_usage } } : {}),
    });
    let text = "";
    let usage: OpenAI.CompletionUsage | null = null;
    for await (const part of stream) {
      text += part.choices[0]?.delta.content ?? "";
      usage = part.usage ?? usage;
    }
    assert.ok(text.length > 0);
    assert.equal(usage !== null, include_usage);
    const record = gateway.log.finished.at(-1)!;
    assert.deepEqual([record.outcome, record.stream], ["completed", true]);
    assert.ok(record.tokens.output > 0 && record.costNanoUsd! > 0);
  }
});

test("the official openai client gets tools called", async () => {
  await using gateway = new ServedGateway();
  const answer = await clientOf(gateway).chat.completions.create({
    model: "mock/tools",
    messages,
    tools: [{ type: "function", function: { name: "get_weather", parameters: { type: "object", properties: {} } } }],
  });
  const [call] = answer.choices[0]!.message.tool_calls!;
  assert.ok(call?.type === "function" && call.function.name === "get_weather");
});

test("the official openai client raises its own errors, and does not multiply our attempts", async () => {
  const route: RouteNode = {
    type: "fallback",
    children: ["error-500", "rate-limited"].map((model) => ({
      type: "target",
      provider: "mock",
      model,
      retries: 0,
    })),
  };
  await using gateway = new ServedGateway({ routes: { doomed: route } });
  const client = clientOf(gateway, { maxRetries: 2 });
  const ask = (model: string, from = client) => from.chat.completions.create({ model, messages });
  await assert.rejects(ask("doomed"), (error: APIError) => {
    assert.ok(error instanceof RateLimitError);
    assert.equal(error.code, "upstream_rate_limited");
    return true;
  });
  assert.equal(gateway.log.only.attempts.length, 2, "one request on record: the client did not try again");
  await assert.rejects(
    ask("nothing"),
    (error: APIError) => error instanceof NotFoundError && error.code === "model_not_found",
  );
  const stranger = clientOf(gateway, { apiKey: "sk-wrong" });
  await assert.rejects(ask("doomed", stranger), (error: APIError) => {
    return error instanceof AuthenticationError && error.code === "invalid_api_key";
  });
});

test("the official openai client raises an error for a stream that breaks off", async () => {
  await using gateway = new ServedGateway();
  for (const model of ["cut", "reset", "error-in-stream"]) {
    const stream = await clientOf(gateway).chat.completions.create({ model: `mock/${model}`, messages, stream: true });
    let parts = 0;
    await assert.rejects(
      async () => {
        for await (const part of stream) parts += part.choices.length;
      },
      (error: APIError) => error instanceof APIError && error.code === "stream_interrupted",
      model,
    );
    assert.ok(parts >= 3, model);
    const record = gateway.log.finished.at(-1)!;
    assert.deepEqual([record.outcome, record.errorCode], ["failed", "stream_interrupted"], model);
  }
});

test("the official openai client can abort a stream, and the mock stops", async () => {
  await using gateway = new ServedGateway();
  const stream = await clientOf(gateway).chat.completions.create({
    model: "mock/demo?chunks=1000,interval=5",
    messages,
    stream: true,
  });
  let parts = 0;
  for await (const _ of stream) if (++parts === 5) break;
  await gateway.log.untilFinished();
  assert.equal(gateway.log.only.outcome, "cancelled");
  assert.ok(gateway.log.only.tokens.output < 500);
});

test("the official openai client lists and retrieves models", async () => {
  await using gateway = new ServedGateway({
    routes: { assistant: { type: "target", provider: "mock", model: "demo" } },
  });
  const client = clientOf(gateway);
  const ids: string[] = [];
  for await (const model of client.models.list()) ids.push(model.id);
  assert.ok(ids.includes("assistant") && ids.includes("mock/demo"));
  for (const id of ["assistant", "mock/demo"]) assert.equal((await client.models.retrieve(id)).id, id);
});
