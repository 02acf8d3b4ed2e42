import { gzipSync } from "node:zlib";
import { type Attack, JSON_TYPE } from "./attack.ts";

const MODEL = "mock/demo";
const MEBIBYTE = 1_048_576;

/** Bad inputs for the gateway. `key` is a good API key, so that they get past the first check. */
export function gatewayAttacks(key: string): Attack[] {
  const headers = { ...JSON_TYPE, authorization: `Bearer ${key}` };
  return [
    ...bodies(headers),
    ...BODY_DIALECTS.flatMap(([dialect, path]) => dialectBodies(dialect, path, headers)),
    ...callers(),
    ...framing(key),
    ...paths(headers),
  ];
}

const BODY_DIALECTS = [
  ["chat", "/v1/chat/completions"],
  ["responses", "/v1/responses"],
  ["messages", "/v1/messages"],
  ["embeddings", "/v1/embeddings"],
  ["count_tokens", "/v1/messages/count_tokens"],
] as const;

function dialectBodies(dialect: string, path: string, headers: Record<string, string>): Attack[] {
  const of = (name: string, body: string, status = 400): Attack => ({
    surface: "gateway",
    name: `${dialect}: ${name}`,
    method: "POST",
    path,
    headers,
    body,
    status,
  });
  return [
    of("no body", ""),
    of("half a JSON", '{"model":"mock/demo","messages":['),
    of("an array", "[]"),
    of("null", "null"),
    of("a model that is an object", '{"model":{"$ne":null},"messages":[]}'),
    of("30,000 levels", '{"model":"mock/demo","messages":' + "[".repeat(30_000) + "]".repeat(30_000) + "}"),
  ];
}

function bodies(headers: Record<string, string>): Attack[] {
  const chat = (
    name: string,
    body: string | Uint8Array<ArrayBuffer>,
    expected: Pick<Attack, "status" | "says">,
  ): Attack => ({
    surface: "gateway",
    name,
    method: "POST",
    path: "/v1/chat/completions",
    headers,
    body,
    ...expected,
  });
  const message = (text: string) => `[{"role":"user","content":${JSON.stringify(text)}}]`;
  const keys = Array.from({ length: 100_000 }, (_, index) => `"k${index}":${index}`).join(",");
  return [
    chat("__proto__ as a field", `{"model":"${MODEL}","messages":${message("x")},"__proto__":{"polluted":true}}`, {
      status: [200, 400],
    }),
    chat("a number of 100,000 digits", `{"model":"${MODEL}","messages":${message("x")},"n":${"9".repeat(100_000)}}`, {
      status: 400,
    }),
    chat("100,000 keys", `{"model":"${MODEL}","messages":${message("x")},"metadata":{${keys}}}`, {
      status: [200, 400],
    }),
    chat(
      "control characters and line breaks in the model",
      '{"model":"a\\r\\nlevel: error\\u0000\\u001b[2J","messages":[]}',
      {
        status: [400, 404],
      },
    ),
    chat("a model name of a mebibyte", `{"model":"${"m".repeat(MEBIBYTE)}","messages":${message("x")}}`, {
      status: [400, 404],
    }),
    chat("bytes that are no UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), { status: 400 }),
    chat("a lone surrogate", `{"model":"${MODEL}","messages":[{"role":"user","content":"\\ud800"}]}`, {
      status: [200, 400],
    }),
    chat("33 MiB", new Uint8Array(33 * MEBIBYTE), { status: 413, says: "body_too_large" }),
    {
      ...chat("a compressed bomb", new Uint8Array(gzipSync(new Uint8Array(64 * MEBIBYTE))), { status: [400, 415] }),
      headers: { ...headers, "content-encoding": "gzip" },
    },
    {
      ...chat("text/plain", "{}", { status: 415, says: "unsupported_media_type" }),
      headers: { ...headers, "content-type": "text/plain" },
    },
    chat(
      "a fetch of a metadata service by a picture",
      `{"model":"${MODEL}","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://169.254.169.254/latest"}}]}]}`,
      {
        status: [200, 400],
      },
    ),
  ];
}

function callers(): Attack[] {
  const of = (name: string, headers: Record<string, string>, says: string): Attack => ({
    surface: "gateway",
    name,
    method: "POST",
    path: "/v1/chat/completions",
    headers: { ...JSON_TYPE, ...headers },
    body: "{}",
    status: 401,
    says,
  });
  return [
    of("no key", {}, "missing_api_key"),
    of("an empty key", { authorization: "Bearer " }, "api_key"),
    of("a key of 8,000 characters", { authorization: `Bearer ${"x".repeat(8_000)}` }, "invalid_api_key"),
    of("a key in the shape of SQL", { authorization: "Bearer ppk_' OR 1=1 --_x" }, "invalid_api_key"),
    of("a password in place of a key", { authorization: "Basic YTpi" }, "api_key"),
    of(
      "a key of nobody",
      { "x-api-key": "ppk_aaaaaaaaaaaa_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG" },
      "invalid_api_key",
    ),
  ];
}

function framing(key: string): Attack[] {
  const lines = (...more: string[]) =>
    ["POST /v1/chat/completions HTTP/1.1", "host: HOST", `authorization: Bearer ${key}`, ...more, "", ""].join("\r\n");
  const of = (name: string, raw: string, status: Attack["status"] = [0, 400]): Attack => ({
    surface: "gateway",
    name,
    path: "(raw)",
    raw,
    status,
  });
  const smuggled = "0\r\n\r\nGET /readyz HTTP/1.1\r\nhost: HOST\r\n\r\n";
  return [
    of("two lengths", lines("content-length: 2", "content-length: 40") + "{}"),
    of("a length and chunks", lines("content-length: 4", "transfer-encoding: chunked") + smuggled, [0, 400, 415]),
    of("a coding that is not chunked", lines("transfer-encoding: xchunked") + smuggled),
    of("a negative length", lines("content-length: -1")),
    of("a length with a sign", lines("content-length: +2") + "{}"),
    of(
      "a chunk size that is no number",
      lines("content-type: application/json", "transfer-encoding: chunked") + "zz\r\n{}\r\n0\r\n\r\n",
    ),
    of("a space before the colon", lines("content-length : 2") + "{}"),
    of("a folded header", lines("x-a: 1\r\n continued", "content-length: 2") + "{}", [0, 400, 415]),
    of("a null byte in a header", lines("x-a: a\0b", "content-length: 0")),
    of("a bare line feed in a header's name", lines("x-a\nx: b", "content-length: 0")),
    of("no HTTP at all", "\x16\x03\x01\x02\x00\x01\r\n\r\n"),
    of("a version of HTTP that is not there", "GET /livez HTTP/9.9\r\nhost: HOST\r\n\r\n", [0, 400, 505]),
    of("a header of 2 MiB", lines(`x-a: ${"a".repeat(2 * MEBIBYTE)}`), [0, 400, 431]),
    of("5,000 headers", lines(...Array.from({ length: 5_000 }, (_, index) => `x-${index}: 1`)), [0, 400, 431]),
  ];
}

function paths(headers: Record<string, string>): Attack[] {
  const of = (name: string, path: string, status: Attack["status"] = 404, says = "not_found"): Attack => ({
    surface: "gateway",
    name,
    path,
    headers,
    status,
    says,
  });
  return [
    of("a way up", "/v1/%2e%2e/%2e%2e/etc/passwd"),
    of("a null byte in the path", "/v1/models%00"),
    of("an internal path without the secret", "/internal/requests"),
    of("a path of 8,000 characters", `/${"a".repeat(8_000)}`),
    of("a broken percent", "/v1/models/%ff%zz", [400, 404], ""),
    { ...of("a method that is not there", "/v1/chat/completions", 405, "method_not_allowed"), method: "DELETE" },
    {
      ...of("another site's preflight", "/v1/chat/completions", 405, ""),
      method: "OPTIONS",
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    },
    of("another site's read", "/v1/models", 200, ""),
  ].map((attack) =>
    attack.name === "another site's read"
      ? { ...attack, headers: { ...headers, origin: "https://evil.example" } }
      : attack
  );
}
