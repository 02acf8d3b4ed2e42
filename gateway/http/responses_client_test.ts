import assert from "node:assert/strict";
import OpenAI, { APIError, BadRequestError, RateLimitError } from "openai";
import { zodTextFormat } from "openai/helpers/zod";
import { z } from "zod";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { test } from "../../testing/test.ts";
import { ServedGateway } from "../testing/served_gateway.ts";

type FunctionTool = OpenAI.Responses.FunctionTool;
type InputItem = OpenAI.Responses.ResponseInputItem;

const input = "Say hello";
const parameters = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
};
const weather: FunctionTool = { type: "function", name: "get_weather", strict: true, parameters };
const time: FunctionTool = { type: "function", name: "get_time", strict: true, parameters };

/** `directives`: what the mock is told beside the question. */
function clientOf(gateway: ServedGateway, directives?: string): OpenAI {
  return new OpenAI({
    baseURL: `${gateway.url}/v1`,
    apiKey: gateway.tenant.token.token,
    defaultHeaders: directives === undefined ? {} : { "x-perpetuo-mock": directives },
  });
}

test("the official openai client gets whole responses", async () => {
  await using gateway = new ServedGateway();
  const { data, response } = await clientOf(gateway).responses.create({
    model: "mock/demo",
    input,
    instructions: "Be brief.",
    metadata: { team: "search" },
    user: "u-1",
    store: true,
  }).withResponse();
  assert.ok(data.output_text.length > 0);
  assert.deepEqual([data.object, data.status, data.error], ["response", "completed", null]);
  assert.match(data.id, /^resp_/);
  assert.deepEqual([data.instructions, data.metadata, data.model], ["Be brief.", { team: "search" }, "demo"]);
  const record = gateway.log.only;
  assert.equal(response.headers.get("x-request-id"), record.id);
  assert.equal(response.headers.get("x-perpetuo-dropped"), "store");
  assert.deepEqual([record.dialect, record.endUser, record.droppedFields], ["openai_responses", "u-1", ["store"]]);
  assert.deepEqual(
    [record.tokens.input, record.tokens.output],
    [data.usage!.input_tokens, data.usage!.output_tokens],
  );
});

test("the official openai client gets responses as streams", async () => {
  await using gateway = new ServedGateway();
  const client = clientOf(gateway, "chunks=5,reasoning=3,cached_tokens=2");
  const whole = await client.responses.create({ model: "mock/demo", input });
  const stream = client.responses.stream({ model: "mock/demo", input });
  const types: string[] = [];
  let text = "";
  stream.on("event", (event) => void types.push(event.type));
  stream.on("response.output_text.delta", (event) => void (text += event.delta));
  const response = await stream.finalResponse();
  assert.deepEqual([response.output_text, response.status], [whole.output_text, "completed"]);
  assert.equal(text, response.output_text);
  assert.deepEqual(response.usage, whole.usage);
  assert.equal(response.usage!.input_tokens_details.cached_tokens, 2);
  const [reasoning] = response.output;
  assert.ok(reasoning?.type === "reasoning" && reasoning.summary[0]!.text.split(" ").length === 3);
  assert.deepEqual([types[0], types[1], types.at(-1)], [
    "response.created",
    "response.in_progress",
    "response.completed",
  ]);
  const record = gateway.log.finished.at(-1)!;
  assert.deepEqual([record.outcome, record.stream, record.tokens.reasoning > 0], ["completed", true, true]);
  assert.ok(record.costNanoUsd! > 0);
});

test("the official openai client gets tools called, several at once, and answers with their results", async () => {
  await using gateway = new ServedGateway();
  const client = clientOf(gateway, "tools=2");
  const asked = { model: "mock/demo", input, tools: [weather, time] };
  const whole = await client.responses.create(asked);
  const streamed = await client.responses.stream(asked).finalResponse();
  for (const { output, status } of [whole, streamed]) {
    const calls = output.flatMap((item) => item.type === "function_call" ? [item] : []);
    assert.deepEqual(calls.map((call) => call.name), ["get_weather", "get_time"]);
    assert.equal(typeof JSON.parse(calls[0]!.arguments).city, "string");
    assert.equal(new Set(calls.map((call) => call.call_id)).size, 2);
    assert.equal(status, "completed");
    const results = calls.map((call): InputItem => {
      return { type: "function_call_output", call_id: call.call_id, output: "sunny" };
    });
    const items = output as InputItem[];
    const end = await client.responses.create({
      ...asked,
      input: [{ role: "user", content: input }, ...items, ...results],
    });
    assert.ok(end.output_text.length > 0 && end.output.every((item) => item.type === "message"));
  }
});

test("the official openai client gets structured output parsed", async () => {
  await using gateway = new ServedGateway();
  const client = clientOf(gateway);
  const place = z.object({ city: z.string(), country: z.enum(["France", "Spain"]), inhabitants: z.int().nullable() });
  const response = await client.responses.parse({
    model: "mock/demo",
    input,
    text: { format: zodTextFormat(place, "place") },
  });
  assert.deepEqual(place.parse(JSON.parse(response.output_text)), response.output_parsed);
  assert.equal(typeof response.output_parsed?.city, "string");
});

test("the official openai client raises refusals and failures of responses as its own errors", async () => {
  const doomed: RouteNode = { type: "target", provider: "mock", model: "rate-limited", retries: 0 };
  await using gateway = new ServedGateway({ routes: { doomed } });
  const client = clientOf(gateway);
  const ask = (more: Record<string, unknown>) =>
    client.responses.create(
      { model: "mock/demo", input, ...more } as OpenAI.Responses.ResponseCreateParamsNonStreaming,
    );
  const table: [Record<string, unknown>, RegExp][] = [
    [{ previous_response_id: "resp_1" }, /'previous_response_id' .*send the whole conversation/],
    [{ background: true }, /'background'/],
    [{ tools: [{ type: "web_search" }] }, /'tools\[0\]' is of the type 'web_search'/],
    [{ input: [{ type: "item_reference", id: "msg_1" }] }, /'input\[0\]' refers to an item/],
  ];
  for (const [more, message] of table) {
    await assert.rejects(ask(more), (error: APIError) => {
      assert.ok(error instanceof BadRequestError);
      assert.equal(error.code, "feature_not_supported");
      assert.match(error.message, message);
      return true;
    });
  }
  await assert.rejects(ask({ model: "doomed" }), RateLimitError);
  await assert.rejects(
    ask({ max_output_tokens: 0 }),
    (error: APIError) => error instanceof BadRequestError && error.param === "max_output_tokens",
  );
});

test("the official openai client raises the error in which a broken response stream ends", async () => {
  await using gateway = new ServedGateway();
  const client = clientOf(gateway);
  for (const model of ["mock/reset", "mock/cut", "mock/error-in-stream"]) {
    let text = "";
    const read = async () => {
      for await (const event of await client.responses.create({ model, input, stream: true })) {
        if (event.type === "response.output_text.delta") text += event.delta;
        assert.notEqual(event.type, "response.completed");
      }
    };
    await assert.rejects(read(), (error: APIError) => error.code === "stream_interrupted", model);
    assert.ok(text.length > 0);
    assert.equal(gateway.log.finished.at(-1)!.outcome, "failed");
  }
});
