import assert from "node:assert/strict";
import Anthropic, { APIError, BadRequestError } from "@anthropic-ai/sdk";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { test } from "../../testing/test.ts";
import { DrivenUpstream } from "../testing/driven_upstream.ts";
import { GatewayFixture } from "../testing/gateway_fixture.ts";
import { loadTestdata } from "../wires/testing/load_testdata.ts";

const credentialId = uuidv7(1);
const question = {
  model: "claude/claude-opus-5",
  max_tokens: 100,
  messages: [{ role: "user" as const, content: "hi" }],
};

function setUp() {
  const upstream = new DrivenUpstream();
  const gateway = new GatewayFixture({
    upstream,
    providers: [{ name: "claude", kind: "anthropic", credentials: [{ credentialId, weight: 1 }] }],
    secrets: { [credentialId]: "sk-ant-of-the-provider" },
  });
  const client = new Anthropic({
    apiKey: gateway.tenant.token.token,
    baseURL: "http://gateway.test",
    maxRetries: 0,
    fetch: async (input, init) => await gateway.handler(new Request(input, init)),
  });
  return { gateway, upstream, client };
}

const streamText = new TextDecoder().decode(loadTestdata("anthropic_messages", "thinking_tools"));

test("the official Anthropic client streams from Anthropic as if there were no gateway", async () => {
  const { gateway, upstream, client } = setUp();
  await using _ = gateway;
  const stream = client.messages.stream(question, { headers: { "anthropic-beta": "some-beta" } });
  const call = await upstream.next();
  assert.equal(call.request.url, "https://api.anthropic.com/v1/messages");
  const { headers } = call.request;
  assert.deepEqual(
    [headers["x-api-key"], headers["anthropic-version"], headers["anthropic-beta"]],
    ["sk-ant-of-the-provider", "2026-10-21", "some-beta"],
  );
  assert.deepEqual(call.body, { ...question, model: "claude-opus-5", stream: true });
  call.head(200, { "content-type": "text/event-stream" });
  call.data(streamText);
  call.end();
  const message = await stream.finalMessage();
  assert.deepEqual(
    message.content.map((block) => block.type),
    ["thinking", "redacted_thinking", "thinking", "text", "tool_use", "thinking", "tool_use"],
  );
  const { tokens, modelServed, outcome } = gateway.log.only;
  assert.deepEqual([tokens.input, tokens.output, modelServed, outcome], [40, 66, "claude-sonnet-4-6", "completed"]);
});

test("the official Anthropic client hears of a stream that broke off, and never of half an answer", async () => {
  for (const ending of ["end", "error", "event"] as const) {
    const { gateway, upstream, client } = setUp();
    await using _ = gateway;
    const stream = client.messages.stream(question);
    const call = await upstream.next();
    call.head(200, { "content-type": "text/event-stream" });
    call.data(streamText.slice(0, streamText.indexOf("event: message_delta")));
    if (ending === "end") call.end();
    else if (ending === "error") call.error({ errorClass: "connection", detail: "reset" });
    else {call.data(
        'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
      );}
    await assert.rejects(stream.finalMessage(), (error) => error instanceof APIError, ending);
    assert.equal(gateway.log.only.outcome, "failed");
  }
});

test("the official Anthropic client gets whole answers and counts of tokens as they came", async () => {
  const { gateway, upstream, client } = setUp();
  await using _ = gateway;
  const answer = client.messages.create(question);
  const message = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "claude-opus-5",
    content: [{ type: "text", text: "Hello", citations: null }],
    stop_reason: "end_turn",
    stop_sequence: null,
    usage: { input_tokens: 10, output_tokens: 2 },
    unheard_of: { x: 1 },
  };
  (await upstream.next()).answer(200, message);
  assert.deepEqual(JSON.parse(JSON.stringify(await answer)), message);
  const { max_tokens: _max, ...counted } = question;
  const count = client.messages.countTokens(counted);
  const call = await upstream.next();
  assert.equal(call.request.url, "https://api.anthropic.com/v1/messages/count_tokens");
  call.answer(200, { input_tokens: 7 });
  assert.deepEqual(await count, { input_tokens: 7 });
});

test("the official Anthropic client gets the provider's own error", async () => {
  const { gateway, upstream, client } = setUp();
  await using _ = gateway;
  const answer = client.messages.create(question);
  const error = { type: "error", error: { type: "invalid_request_error", message: "max_tokens: too large" } };
  (await upstream.next()).answer(400, error);
  await assert.rejects(
    answer,
    (thrown) => thrown instanceof BadRequestError && /max_tokens: too large/.test(thrown.message),
  );
});
