import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "../../testing/test.ts";
import { requestBytes } from "./request_bytes.ts";
import { TargetReader } from "./request_target.ts";
import type { UpstreamRequest } from "./upstream.ts";

const targets = new TargetReader();

function written(changes: Partial<UpstreamRequest>): { pieces: number; text: string } | null {
  const request: UpstreamRequest = {
    method: "POST",
    url: "https://api.example.com/v1/chat?x=y%20z",
    headers: {},
    body: new TextEncoder().encode("{}"),
    connectTimeoutMs: 1_000,
    ...changes,
  };
  const bytes = requestBytes(request, targets.read(request.url)!);
  return bytes && { pieces: bytes.length, text: Buffer.concat(bytes).toString("latin1") };
}

const DEFAULTS = "accept-encoding: identity\r\naccept: */*\r\nuser-agent: perpetuo\r\n";

test("requestBytes() writes head and body as one piece", () => {
  assert.deepEqual(written({ headers: { "x-a": "1", "x-b": "caf\xe9" } }), {
    pieces: 1,
    text: `POST /v1/chat?x=y%20z HTTP/1.1\r\nhost: api.example.com\r\nx-a: 1\r\nx-b: caf\xe9\r\n${DEFAULTS}` +
      "content-length: 2\r\n\r\n{}",
  });
  const get = written({ method: "GET", url: "http://[::1]:8080", body: null });
  assert.equal(get?.text, `GET / HTTP/1.1\r\nhost: [::1]:8080\r\n${DEFAULTS}\r\n`);
  assert.match(written({ body: new Uint8Array(0) })!.text, /\r\ncontent-length: 0\r\n\r\n$/);
});

test("requestBytes() does not copy a large body", () => {
  const body = new Uint8Array(1_000_000).fill(0x61);
  const { pieces, text } = written({ body })!;
  assert.deepEqual([pieces, text.length - text.indexOf("\r\n\r\n") - 4], [2, body.length]);
});

test("requestBytes() lets nobody else say how the message ends or where it goes", () => {
  const { text } = written({
    headers: {
      "Content-Length": "5",
      "transfer-encoding": "chunked",
      "host": "evil.example",
      "connection": "close",
      "x-a": "1",
    },
  })!;
  assert.equal(text.match(/content-length|transfer-encoding|host:|connection/gi)!.join(), "host:,content-length");
  assert.ok(text.includes("\r\nx-a: 1\r\n") && !text.includes("evil"));
});

test("requestBytes() takes the caller's word over its own defaults", () => {
  const headers = { "accept-encoding": "gzip", "accept": "text/event-stream", "user-agent": "me" };
  const { text } = written({ headers })!;
  assert.deepEqual(text.match(/^(accept-encoding|accept|user-agent): .*$/gm), [
    "accept-encoding: gzip",
    "accept: text/event-stream",
    "user-agent: me",
  ]);
});

test("requestBytes() refuses headers that would be read as something else", () => {
  const values = ["a\r\nx-injected: 1", "a\nb", "a\rb", "a\x00b", "a\x7fb", "\u2028", "caf\u0119"];
  for (const value of values) assert.equal(written({ headers: { "x-a": value } }), null, JSON.stringify(value));
  for (const name of ["", "x a", "x:", "x\r\ny", "\xfc"]) {
    assert.equal(written({ headers: { [name]: "1" } }), null, name);
  }
  // Not even where the header itself is left out.
  assert.equal(written({ headers: { host: "a\r\nx: y" } }), null);
});

test("requestBytes() writes headers that cannot change the same way each time, wherever they are sent", () => {
  const headers = Object.freeze({ "x-a": "1", "authorization": "Bearer caf\xe9" });
  for (const method of ["POST", "GET", "POST"] as const) {
    for (const url of ["https://one.example/a", "https://two.example/b", "https://one.example/a"]) {
      for (const body of [null, new Uint8Array(0), new TextEncoder().encode("{}"), new Uint8Array(5_000).fill(0x61)]) {
        assert.deepEqual(
          written({ method, url, headers, body }),
          written({ method, url, headers: { ...headers }, body }),
        );
      }
    }
  }
  const invalid = Object.freeze({ "x-a": "a\nb" });
  for (let time = 0; time < 2; time++) assert.equal(written({ headers: invalid }), null);
});
