import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { readRedisUrl } from "./redis_url.ts";

const good: [string, unknown][] = [
  ["redis://localhost", { address: "localhost:6379", options: { host: "localhost", port: 6379, db: 0 } }],
  ["redis://:p%40ss@10.0.0.1:7000/3", {
    address: "10.0.0.1:7000",
    options: { host: "10.0.0.1", port: 7000, password: "p@ss", db: 3 },
  }],
  ["rediss://user:pass@cache.example/", {
    address: "cache.example:6379",
    options: {
      host: "cache.example",
      port: 6379,
      username: "user",
      password: "pass",
      db: 0,
      tls: { servername: "cache.example" },
    },
  }],
  ["redis://[::1]:6380", { address: "[::1]:6380", options: { host: "::1", port: 6380, db: 0 } }],
];

const bad: [string, RegExp][] = [
  ["", /is not a URL/],
  ["localhost:6379", /begins with neither/],
  ["http://:sesame@localhost", /begins with neither/],
  ["redis://", /names no host/],
  ["redis://:sesame@localhost/cache", /no database number/],
  ["redis://:sesame%@localhost", /not percent-encoded/],
];

for (const [url, expected] of good) {
  test(`readRedisUrl() reads ${url}`, () => {
    assert.deepEqual(readRedisUrl(url), { ok: true, value: expected });
  });
}

for (const [url, expected] of bad) {
  test(`readRedisUrl() refuses ${url || "nothing"} in a sentence without the password`, () => {
    const result = readRedisUrl(url);
    assert.ok(!result.ok);
    assert.match(result.reason, expected);
    assert.doesNotMatch(result.reason, /sesame/);
  });
}
