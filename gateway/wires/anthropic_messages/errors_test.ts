import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { chatCall } from "../testing/chat_call.ts";
import { messagesCall } from "../testing/messages_call.ts";
import { anthropicStatusFault } from "./errors.ts";

const noHeaders = { get: () => null };

function fault(status: number, body: string) {
  return anthropicStatusFault(chatCall(), status, noHeaders, new TextEncoder().encode(body), 0);
}

function error(type: string, message: string, details?: unknown): string {
  return JSON.stringify({
    type: "error",
    error: { type, message, ...(details ? { details } : {}) },
    request_id: "req_1",
  });
}

test("anthropicStatusFault() classifies by status", () => {
  const table: [number, string, string][] = [
    [400, "invalid_request_error", "invalid_request"],
    [401, "authentication_error", "authentication"],
    [403, "permission_error", "authentication"],
    [404, "not_found_error", "not_found"],
    [413, "request_too_large", "invalid_request"],
    [429, "rate_limit_error", "rate_limited"],
    [500, "api_error", "server_error"],
    [503, "api_error", "overloaded"],
    [504, "timeout_error", "server_error"],
    [529, "overloaded_error", "overloaded"],
  ];
  for (const [status, type, errorClass] of table) {
    const result = fault(status, error(type, "said"));
    assert.deepEqual(
      [result.errorClass, result.status, result.message, result.clientBody, result.quotaExhausted],
      [errorClass, status, "said", null, undefined],
    );
  }
});

test("anthropicStatusFault() tells a spent limit from a busy minute", () => {
  const table: [number, string][] = [
    [429, error("rate_limit_error", "Limit reached.", { error_code: "enforced_spend_limit_reached" })],
    [400, error("invalid_request_error", "Your credit balance is too low to access the Anthropic API.")],
    [400, error("invalid_request_error", "You have reached your specified API usage limits.")],
    [402, error("billing_error", "Pay first.")],
  ];
  for (const [status, body] of table) {
    const result = fault(status, body);
    assert.deepEqual([result.errorClass, result.quotaExhausted], ["rate_limited", true], body);
  }
});

test("anthropicStatusFault() takes any body, and gives no key away", () => {
  assert.equal(fault(502, "<html><h1>Bad gateway</h1></html>").message, "status 502");
  assert.equal(fault(502, "upstream connect error").message, "upstream connect error");
  assert.equal(fault(502, "").message, "status 502");
  assert.equal(fault(400, "{}").message, "an error without a message");
  assert.equal(fault(401, error("authentication_error", "bad secret-of-the-provider")).message, "bad [redacted]");
});

test("anthropicStatusFault() reads how long to wait", () => {
  const headers = { get: (name: string) => name === "retry-after" ? "7" : null };
  assert.equal(anthropicStatusFault(chatCall(), 429, headers, new Uint8Array(), 0).retryAfterMs, 7_000);
});

test("anthropicStatusFault() passes the body to a client of the same dialect unless it tells of our credential", () => {
  const table: [number, string, boolean][] = [
    [400, error("invalid_request_error", "max_tokens: too large", { error_code: "x" }), true],
    [429, error("rate_limit_error", "slow down"), true],
    [529, error("overloaded_error", "Overloaded"), true],
    [401, error("authentication_error", "invalid x-api-key"), false],
    [403, error("permission_error", "not allowed"), false],
    [400, error("invalid_request_error", "the key sk-ant-0123456789 cannot do that"), false],
    [400, error("invalid_request_error", "secret-of-the-provider cannot do that"), false],
    [500, '{"message":"no error object"}', false],
    [502, "<html>", false],
  ];
  for (const [status, body, passed] of table) {
    const bytes = new TextEncoder().encode(body);
    for (const dialect of ["anthropic_messages", "anthropic_count_tokens"] as const) {
      const { clientBody } = anthropicStatusFault(messagesCall({}, { dialect }), status, noHeaders, bytes, 0);
      assert.equal(clientBody, passed ? bytes : null, body);
    }
    assert.equal(anthropicStatusFault(chatCall(), status, noHeaders, bytes, 0).clientBody, null);
  }
});
