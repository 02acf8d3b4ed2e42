import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import { test } from "../../testing/test.ts";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { ServedGateway } from "../testing/served_gateway.ts";

const { APIError } = Anthropic;
const hello = { max_tokens: 1_000, messages: [{ role: "user" as const, content: "Say hello" }] };
const getWeather: Anthropic.Tool = {
  name: "get_weather",
  description: "Tells the weather.",
  input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

function clientOf(gateway: ServedGateway, options: { apiKey?: string; maxRetries?: number } = {}): Anthropic {
  return new Anthropic({ baseURL: gateway.url, apiKey: gateway.tenant.token.token, ...options });
}

test("the official Anthropic client gets whole answers", async () => {
  await using gateway = new ServedGateway();
  const { data, response, request_id } = await clientOf(gateway).messages.create({ ...hello, model: "mock/demo" })
    .withResponse();
  const [block] = data.content;
  assert.ok(block?.type === "text" && block.text.length > 0);
  assert.deepEqual([data.type, data.role, data.stop_reason], ["message", "assistant", "end_turn"]);
  assert.match(data.id, /^msg_/);
  const record = gateway.log.only;
  assert.deepEqual([request_id, response.headers.get("x-request-id")], [record.id, record.id]);
  assert.deepEqual([record.dialect, record.tokens.output], ["anthropic_messages", data.usage.output_tokens]);
  assert.equal(record.tokens.input, data.usage.input_tokens);
});

test("the official Anthropic client gets streams, with what was used in the end", async () => {
  await using gateway = new ServedGateway();
  const asked = { ...hello, model: "mock/demo?chunks=5,input_tokens=50,cached_tokens=20" };
  const whole = await clientOf(gateway).messages.create(asked);
  const stream = clientOf(gateway).messages.stream(asked);
  let text = "";
  stream.on("text", (piece) => text += piece);
  const message = await stream.finalMessage();
  assert.equal(await stream.finalText(), text);
  assert.deepEqual(message.content.map((block) => block.type), ["text"]);
  assert.deepEqual(message.usage, whole.usage);
  assert.deepEqual([message.usage.input_tokens, message.usage.cache_read_input_tokens], [30, 20]);
  const record = gateway.log.finished.at(-1)!;
  assert.deepEqual([record.outcome, record.stream, record.tokens.input], ["completed", true, 50]);
  assert.ok(record.costNanoUsd! > 0);
});

test("the official Anthropic client gets tools called, and answers with their results", async () => {
  await using gateway = new ServedGateway();
  const client = clientOf(gateway);
  const asked = { ...hello, model: "mock/tools", tools: [getWeather] };
  const answer = await client.messages.create(asked);
  const streamed = await client.messages.stream(asked).finalMessage();
  for (const { content, stop_reason } of [answer, streamed]) {
    const call = content.at(-1);
    assert.ok(call?.type === "tool_use" && call.name === "get_weather", JSON.stringify(content));
    assert.equal(typeof (call.input as { city: unknown }).city, "string");
    assert.equal(stop_reason, "tool_use");
  }
  const call = answer.content.at(-1) as Anthropic.ToolUseBlock;
  const after = await client.messages.create({
    ...asked,
    messages: [
      ...hello.messages,
      { role: "assistant", content: answer.content },
      { role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: "sunny" }] },
    ],
  });
  assert.deepEqual([after.content[0]?.type, after.stop_reason], ["text", "end_turn"]);
});

test("the official Anthropic client is told what was left out, and what cannot be translated", async () => {
  await using gateway = new ServedGateway();
  const client = clientOf(gateway);
  const { response } = await client.messages.create({
    ...hello,
    model: "mock/demo",
    user_profile_id: "u",
    speed: "fast",
  })
    .withResponse();
  assert.match(response.headers.get("x-perpetuo-dropped")!, /speed/);
  const search = { type: "web_search_20260318" as const, name: "web_search" as const };
  await assert.rejects(client.messages.create({ ...hello, model: "mock/demo", tools: [search] }), (error) => {
    assert.ok(error instanceof Anthropic.BadRequestError);
    assert.equal(error.errorCode, "feature_not_supported");
    assert.match(error.apiMessage!, /'tools\[0\]\.type' is 'web_search_20260318'/);
    return true;
  });
});

test("the official Anthropic client raises its own errors, and does not multiply our attempts", async () => {
  const route: RouteNode = {
    type: "fallback",
    children: ["error-500", "rate-limited"].map((model) => ({ type: "target", provider: "mock", model, retries: 0 })),
  };
  await using gateway = new ServedGateway({ routes: { doomed: route } });
  const client = clientOf(gateway, { maxRetries: 2 });
  const ask = (model: string, from = client) => from.messages.create({ ...hello, model });
  await assert.rejects(ask("doomed"), (error) => {
    assert.ok(error instanceof Anthropic.RateLimitError);
    assert.deepEqual([error.type, error.errorCode], ["rate_limit_error", "upstream_rate_limited"]);
    assert.equal(error.requestID, gateway.log.only.id);
    return true;
  });
  assert.equal(gateway.log.finished.length, 1, "one request on record: the client did not try again");
  await assert.rejects(
    ask("nothing"),
    (error) => error instanceof Anthropic.NotFoundError && error.errorCode === "model_not_found",
  );
  await assert.rejects(ask("doomed", clientOf(gateway, { apiKey: "sk-ant-wrong" })), (error) => {
    return error instanceof Anthropic.AuthenticationError && error.errorCode === "invalid_api_key";
  });
  await assert.rejects(ask("mock/demo?status=400"), (error) => {
    return error instanceof Anthropic.BadRequestError && error.errorCode === "upstream_invalid_request";
  });
  await assert.rejects(client.messages.create({ ...hello, model: "mock/demo", messages: [] }), (error) => {
    return error instanceof Anthropic.BadRequestError && error.errorCode === "invalid_request";
  });
});

test("the official Anthropic client raises an error for a stream that breaks off", async () => {
  await using gateway = new ServedGateway();
  for (const model of ["cut", "reset", "error-in-stream"]) {
    const stream = await clientOf(gateway).messages.create({ ...hello, model: `mock/${model}`, stream: true });
    const events: string[] = [];
    await assert.rejects(
      async () => {
        for await (const event of stream) events.push(event.type);
      },
      (error) => error instanceof APIError && error.errorCode === "stream_interrupted",
      model,
    );
    assert.ok(events.includes("content_block_delta") && !events.includes("message_stop"), model);
    const record = gateway.log.finished.at(-1)!;
    assert.deepEqual([record.outcome, record.errorCode], ["failed", "stream_interrupted"], model);
  }
});

test("the official Anthropic client can abort a stream, and the mock stops", async () => {
  await using gateway = new ServedGateway();
  const model = "mock/demo?chunks=1000,interval=5";
  const stream = await clientOf(gateway).messages.create({ ...hello, model, stream: true });
  let events = 0;
  for await (const _ of stream) if (++events === 5) break;
  await gateway.log.untilFinished();
  assert.equal(gateway.log.only.outcome, "cancelled");
  assert.ok(gateway.log.only.tokens.output < 500);
});

test("the official Anthropic client counts tokens", async () => {
  await using gateway = new ServedGateway();
  const { data, response } = await clientOf(gateway).messages.countTokens({
    model: "mock/demo",
    messages: hello.messages,
    tools: [getWeather],
  }).withResponse();
  assert.ok(data.input_tokens > 20);
  assert.equal(response.headers.get("x-perpetuo-degraded"), "tokens_estimated");
  const { dialect, costNanoUsd, tokens } = gateway.log.only;
  assert.deepEqual([dialect, costNanoUsd, tokens.input], ["anthropic_count_tokens", 0, 0]);
});

test("the official Anthropic client lists and retrieves models, page by page", async () => {
  await using gateway = new ServedGateway({
    routes: { assistant: { type: "target", provider: "mock", model: "demo" } },
    routeOptions: { assistant: { aliases: ["claude-sonnet-5"] } },
  });
  const client = clientOf(gateway);
  const ids = async (params: Anthropic.ModelListParams): Promise<string[]> => {
    const found: string[] = [];
    for await (const model of client.models.list(params)) found.push(model.id);
    return found;
  };
  const all = await ids({});
  assert.ok(["assistant", "claude-sonnet-5", "mock/demo"].every((id) => all.includes(id)));
  assert.deepEqual(await ids({ limit: 3 }), all);
  const last = await client.models.list({ before_id: all.at(-1)!, limit: 2 });
  assert.deepEqual(last.data.map(({ id }) => id), all.slice(-3, -1));
  for (const id of ["assistant", "mock/demo"]) assert.equal((await client.models.retrieve(id)).display_name, id);
  await assert.rejects(client.models.retrieve("nothing"), Anthropic.NotFoundError);
});
