import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { TargetReader } from "./request_target.ts";

test("TargetReader.read() tells origin and path of an address", () => {
  const targets: [url: string, key: string, hostname: string, port: number, host: string, path: string][] = [
    [
      "https://API.example.com/v1?a=b#c",
      "https://api.example.com",
      "api.example.com",
      443,
      "api.example.com",
      "/v1?a=b",
    ],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1", 8080, "127.0.0.1:8080", "/"],
    ["http://[::1]:80/a b", "http://[::1]", "::1", 80, "[::1]", "/a%20b"],
    ["https://example.com:8443/\r\nx", "https://example.com:8443", "example.com", 8443, "example.com:8443", "/x"],
  ];
  const reader = new TargetReader();
  for (const [url, key, hostname, port, host, path] of targets) {
    const expected = { origin: { key, secure: url.startsWith("https"), hostname, port, host }, path };
    assert.deepEqual(reader.read(url), { ...(expected as object), allowed: true });
    assert.equal(reader.read(url), reader.read(url));
  }
});

test("TargetReader.read() refuses what is no address of the web, or holds a password", () => {
  const reader = new TargetReader();
  const refused = [
    "",
    "/v1",
    "ftp://example.com",
    "file:///etc",
    "http://",
    "http://user@example.com",
    "https://u:p@h/",
  ];
  for (const url of refused) assert.equal(reader.read(url), null, url);
});

test("TargetReader.read() remembers no more than it should", () => {
  const reader = new TargetReader();
  const first = reader.read("http://example.com/0");
  for (let i = 1; i <= 2_000; i++) reader.read(`http://example.com/${i}`);
  assert.notEqual(reader.read("http://example.com/0"), first);
});
