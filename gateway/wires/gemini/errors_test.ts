import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { chatCall } from "../testing/chat_call.ts";
import { geminiStatusFault } from "./errors.ts";

function fault(status: number, body: unknown, headers: Record<string, string> = {}) {
  const bytes = new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
  return geminiStatusFault(chatCall(), status, { get: (name) => headers[name] ?? null }, bytes, 0);
}

function error(status: string, message = "m", ...details: Record<string, unknown>[]) {
  return { error: { code: 400, message, status, details } };
}

const detail = (type: string, fields: Record<string, unknown>) => ({
  "@type": `type.googleapis.com/google.rpc.${type}`,
  ...fields,
});
const quota = (quotaId: string, more = {}) => detail("QuotaFailure", { violations: [{ quotaId, ...more }] });

test("geminiStatusFault() classifies by what is said, and by the status where nothing is", () => {
  const table: [number, unknown, string][] = [
    [400, error("INVALID_ARGUMENT"), "invalid_request"],
    [400, error("INVALID_ARGUMENT", "m", detail("ErrorInfo", { reason: "API_KEY_INVALID" })), "authentication"],
    [400, error("INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."), "authentication"],
    [400, error("FAILED_PRECONDITION"), "authentication"],
    [401, error("UNAUTHENTICATED"), "authentication"],
    [403, error("PERMISSION_DENIED"), "authentication"],
    [404, error("NOT_FOUND"), "not_found"],
    [429, error("RESOURCE_EXHAUSTED"), "rate_limited"],
    [500, error("INTERNAL"), "server_error"],
    [503, error("UNAVAILABLE"), "overloaded"],
    [504, error("DEADLINE_EXCEEDED"), "timeout"],
    [418, error("SOMETHING_NEW"), "invalid_request"],
    [503, [error("UNAVAILABLE")], "overloaded"],
    [503, "<html>", "overloaded"],
    [502, "", "server_error"],
  ];
  for (const [status, body, errorClass] of table) {
    const result = fault(status, body);
    assert.deepEqual([result.errorClass, result.status], [errorClass, status], JSON.stringify(body));
    assert.equal(result.clientBody, null);
  }
});

test("geminiStatusFault() tells a quota of the day from one of the minute", () => {
  const table: [Record<string, unknown>, boolean][] = [
    [quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier"), false],
    [quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", { quotaValue: "50" }), true],
    [quota("GenerateContentInputTokensPerModelPerMinute", { quotaValue: "0" }), true],
    [detail("Help", {}), false],
  ];
  for (const [given, exhausted] of table) {
    const result = fault(429, error("RESOURCE_EXHAUSTED", "m", given));
    assert.equal(result.quotaExhausted ?? false, exhausted, JSON.stringify(given));
  }
});

test("geminiStatusFault() waits as long as Gemini asks, in its own field or in the header", () => {
  const table: [string | null, Record<string, string>, number | null][] = [
    ["34.4s", {}, 34_400],
    ["0.0001s", { "retry-after": "9" }, 1],
    [null, { "retry-after": "9" }, 9_000],
    ["soon", {}, null],
    ["999999s", {}, 86_400_000],
  ];
  for (const [retryDelay, headers, expected] of table) {
    const details = retryDelay === null ? [] : [detail("RetryInfo", { retryDelay })];
    const result = fault(429, error("RESOURCE_EXHAUSTED", "m", ...details), headers);
    assert.equal(result.retryAfterMs, expected, retryDelay ?? "header");
  }
});

test("geminiStatusFault() says what Gemini said, and no key", () => {
  const table: [unknown, string][] = [
    [error("X", "The model is overloaded."), "The model is overloaded."],
    [error("X", "with AIzaSyA1234567890abcdefghijklmnopqrstuv"), "with [redacted]"],
    [error("X", ""), "X"],
    ["plain", "plain"],
    ["<h1>no</h1>", "status 500"],
  ];
  for (const [body, message] of table) assert.equal(fault(500, body).message, message);
});
