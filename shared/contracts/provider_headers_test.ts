import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { providerHeaders } from "./provider_headers.ts";

test("providerHeaders() takes what tells a provider more", () => {
  const headers = { "http-referer": "https://acme.example/?a=b", "x-title": "Acme & Sons", "monkey-business": "1" };
  assert.deepEqual(providerHeaders.parse(headers), headers);
  assert.deepEqual(providerHeaders.parse({}), {});
});

test("providerHeaders() refuses names that prove who calls, or decide about connection and body", () => {
  const names = ["authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie", "x-token"];
  const more = ["x-auth", "x-client-secret", "host", "content-length", "transfer-encoding", "connection", "te"];
  const ours = [
    "x-perpetuo-mock",
    "x-forwarded-for",
    "openai-organization",
    "anthropic-beta",
    "content-type",
    "accept",
  ];
  for (const name of [...names, ...more, ...ours, "X-Title", "", "a b", "a:b", "ä", "a\r\nb"]) {
    assert.equal(providerHeaders.safeParse({ [name]: "1" }).success, false, JSON.stringify(name));
  }
});

test("providerHeaders() refuses values that something could be smuggled behind", () => {
  for (const value of ["", " a", "a ", "a  b", "a\r\nhost: b", "a\nb", "a\tb", "a\0b", "ä", "x".repeat(1_025)]) {
    assert.equal(providerHeaders.safeParse({ "x-title": value }).success, false, JSON.stringify(value));
  }
});

test("providerHeaders() takes sixteen at most", () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`x-${n}`, "1"]));
  assert.equal(providerHeaders.safeParse(many(16)).success, true);
  assert.equal(providerHeaders.safeParse(many(17)).success, false);
});
