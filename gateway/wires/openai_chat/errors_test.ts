import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { chatCall } from "../testing/chat_call.ts";
import { testWireDependencies } from "../testing/wire_dependencies.ts";
import { openaiStatusFault } from "./errors.ts";
import { openaiAnswer } from "./response.ts";

const noHeaders = { get: () => null };

function fault(status: number, body: string) {
  return openaiStatusFault(chatCall(), status, noHeaders, new TextEncoder().encode(body), 0);
}

function error(message: string, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ error: { message, type: "x", param: null, code: null, ...more } });
}

test("openaiStatusFault() classifies by status, and by what is said where that is more", () => {
  const table: [number, string, string, boolean][] = [
    [400, error("m"), "invalid_request", false],
    [400, error("m", { code: "model_not_found" }), "not_found", false],
    [401, error("m"), "authentication", false],
    [403, error("m"), "authentication", false],
    [404, error("m"), "not_found", false],
    [408, error("m"), "timeout", false],
    [422, error("m"), "invalid_request", false],
    [429, error("m", { code: "rate_limit_exceeded" }), "rate_limited", false],
    [429, error("m", { type: "insufficient_quota", code: "insufficient_quota" }), "rate_limited", true],
    [403, error("m", { code: "insufficient_quota" }), "rate_limited", true],
    [402, error("Insufficient Balance"), "rate_limited", true],
    [500, error("m"), "server_error", false],
    [502, "<html>", "server_error", false],
    [503, error("m"), "overloaded", false],
    [529, "", "overloaded", false],
    [302, "", "malformed", false],
  ];
  for (const [status, body, errorClass, quota] of table) {
    const result = fault(status, body);
    assert.deepEqual([result.errorClass, result.quotaExhausted ?? false], [errorClass, quota], `${status} ${body}`);
  }
});

test("openaiStatusFault() finds the message wherever providers put it", () => {
  const table: [string, string][] = [
    [error("here"), "here"],
    ['{"error":"here"}', "here"],
    ['{"message":"here"}', "here"],
    ['{"detail":"here"}', "here"],
    ['{"object":"error","message":"here","code":"1000"}', "here"],
    ['{"detail":[{"msg":"here"}]}', '[{"msg":"here"}]'],
    ["here", "here"],
    ["", "status 400"],
    ["<h1>here</h1>", "status 400"],
    ["{}", "status 400"],
  ];
  for (const [body, message] of table) assert.equal(fault(400, body).message, message, body);
});

test("openaiStatusFault() passes the body to the client unless it tells of our credential", () => {
  const table: [number, string, boolean][] = [
    [400, error("temperature is not supported", { param: "temperature" }), true],
    [429, error("slow down"), true],
    [401, error("wrong key"), false],
    [400, error("the key sk-proj-0123456789 cannot do that"), false],
    [400, error("secret-of-the-provider cannot do that"), false],
    [500, '{"message":"no error object"}', false],
    [500, "plain", false],
  ];
  for (const [status, body, passed] of table) {
    const result = fault(status, body);
    assert.equal(result.clientBody === null ? null : new TextDecoder().decode(result.clientBody), passed ? body : null);
    assert.ok(!/sk-proj|secret-of/.test(result.message));
  }
});

test("openaiAnswer() passes a whole answer's bytes and tells errors and garbage from it", () => {
  const answer = (text: string) => openaiAnswer(chatCall(), new TextEncoder().encode(text), testWireDependencies());
  const bytes = new TextEncoder().encode(
    '{ "model":"m-1", "choices":[], "usage":{"prompt_tokens":3,"completion_tokens":2}}',
  );
  const good = openaiAnswer(chatCall(), bytes, testWireDependencies());
  assert.ok(good.state === "answered" && good.bytes === bytes);
  assert.deepEqual(good.facts, {
    tokens: { input: 3, output: 2, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
    modelServed: "m-1",
    serviceTier: null,
  });
  const failed = answer(error("overloaded", { type: "overloaded_error", code: 529 }));
  assert.ok(failed.state === "failed" && failed.fault.errorClass === "overloaded" && failed.fault.status === null);
  assert.equal(answer('{"error":null,"choices":[]}').state, "answered");
  for (const text of ["", "[]", "{}", "null", "<html>"]) assert.equal(answer(text).state, "malformed", text);
});
