import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import { test } from "../../../testing/test.ts";
import { ERROR_CODES, type ErrorCode } from "../../../shared/contracts/error_code.ts";
import { anthropicErrorBody, anthropicErrorFrame } from "./anthropic_error.ts";

const { APIError } = Anthropic;
const request = { model: "m", max_tokens: 1, messages: [{ role: "user" as const, content: "hi" }] };

/** A client whose every request is answered so; `calls` counts them. */
function answeredBy(answer: () => Response): { client: Anthropic; calls: () => number } {
  let calls = 0;
  const fetch = () => {
    calls++;
    return Promise.resolve(answer());
  };
  return { client: new Anthropic({ apiKey: "ppk_x", baseURL: "http://gateway.test", fetch }), calls: () => calls };
}

function bodyOf(code: ErrorCode): string {
  const { status, message } = ERROR_CODES[code];
  return anthropicErrorBody({ code, message, param: null, status }, "request-1");
}

test("anthropicErrorBody() is raised by the official client as what it is, and tried again only where that is said", async () => {
  const table: [code: ErrorCode, raised: new (...given: never[]) => Error][] = [
    ["invalid_request", Anthropic.BadRequestError],
    ["feature_not_supported", Anthropic.BadRequestError],
    ["invalid_api_key", Anthropic.AuthenticationError],
    ["direct_models_not_allowed", Anthropic.PermissionDeniedError],
    ["model_not_found", Anthropic.NotFoundError],
    ["upstream_rate_limited", Anthropic.RateLimitError],
    ["upstream_overloaded", Anthropic.InternalServerError],
    ["internal_error", Anthropic.InternalServerError],
    ["method_not_allowed", APIError],
  ];
  for (const [code, raised] of table) {
    const { status, message, anthropicType } = ERROR_CODES[code];
    const headers = { "x-should-retry": "false", "request-id": "request-1" };
    const { client, calls } = answeredBy(() => new Response(bodyOf(code), { status, headers }));
    await assert.rejects(client.messages.create(request), (error) => {
      assert.ok(error instanceof raised && error instanceof APIError, code);
      assert.deepEqual(
        [error.status, error.type, error.errorCode, error.apiMessage, error.requestID],
        [status, anthropicType, code, message, "request-1"],
      );
      return true;
    });
    assert.equal(calls(), 1, code);
  }
});

test("anthropicErrorBody() is tried again by the official client when x-should-retry says so, whatever the status", async () => {
  const answers = [
    new Response(bodyOf("invalid_request"), {
      status: 400,
      headers: { "x-should-retry": "true", "retry-after-ms": "1" },
    }),
    new Response(bodyOf("gateway_overloaded"), { status: 503, headers: { "x-should-retry": "false" } }),
  ];
  const { client, calls } = answeredBy(() => answers.shift()!);
  await assert.rejects(client.messages.create(request), { errorCode: "gateway_overloaded", status: 503 });
  assert.equal(calls(), 2);
});

test("anthropicErrorFrame() is one event that the official client raises, with what it said", async () => {
  const message = "a\n\nb";
  const frame = anthropicErrorFrame({ code: "stream_interrupted", message, param: null, status: 502 });
  const text = new TextDecoder().decode(frame);
  assert.ok(text.startsWith("event: error\ndata: {") && text.endsWith("}\n\n"));
  assert.equal(text.indexOf("\n\n"), text.length - 2);
  const start = `event: message_start\ndata: {"type":"message_start","message":{"content":[],"usage":{}}}\n\n`;
  const answer = () =>
    new Response(start + text, { headers: { "content-type": "text/event-stream", "request-id": "request-1" } });
  for (const read of [readRaw, readHelper]) {
    const { client, calls } = answeredBy(answer);
    await assert.rejects(read(client), (error) => {
      assert.ok(error instanceof APIError, read.name);
      assert.deepEqual(
        [error.type, error.errorCode, error.apiMessage, error.requestID],
        ["api_error", "stream_interrupted", message, "request-1"],
      );
      return true;
    });
    assert.equal(calls(), 1);
  }
});

async function readRaw(client: Anthropic): Promise<void> {
  for await (const _ of await client.messages.create({ ...request, stream: true }));
}

async function readHelper(client: Anthropic): Promise<void> {
  await client.messages.stream(request).finalMessage();
}
