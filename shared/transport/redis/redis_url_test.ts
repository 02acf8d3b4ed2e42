import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { nodeAt, readRedisUrl } from "./redis_url.ts";

const h1 = { host: "h1", port: 6379 };
const h2 = { host: "h2", port: 7000 };

const good: [string, unknown][] = [
  ["redis://localhost", {
    form: "single",
    address: "localhost:6379",
    options: { host: "localhost", port: 6379, db: 0 },
  }],
  ["redis://:p%40ss@10.0.0.1:7000/3", {
    form: "single",
    address: "10.0.0.1:7000",
    options: { host: "10.0.0.1", port: 7000, password: "p@ss", db: 3 },
  }],
  ["rediss://user:p:a@ss@cache.example/", {
    form: "single",
    address: "cache.example:6379",
    options: {
      host: "cache.example",
      port: 6379,
      username: "user",
      password: "p:a@ss",
      db: 0,
      tls: { servername: "cache.example" },
    },
  }],
  ["redis://[::1]:6380", {
    form: "single",
    address: "[::1]:6380",
    options: { host: "::1", port: 6380, db: 0 },
  }],
  ["redis+cluster://user:pass@h1,h2:7000/", {
    form: "cluster",
    address: "h1:6379,h2:7000",
    seeds: [h1, h2].map((host) => ({ ...host, username: "user", password: "pass", db: 0 })),
    options: { username: "user", password: "pass", db: 0 },
  }],
  ["rediss+cluster://h1?ca=/ca.pem&servername=redis.example", {
    form: "cluster",
    address: "h1:6379",
    seeds: [{ ...h1, db: 0, tls: { ca: "of /ca.pem", servername: "redis.example" } }],
    options: { db: 0, tls: { ca: "of /ca.pem", servername: "redis.example" } },
  }],
  ["redis+sentinel://:pass@h1,h2:7000/my%20master/2?sentinel_username=watch&sentinel_password=p%26w", {
    form: "sentinel",
    address: "my master (by h1:26379,h2:7000)",
    seeds: [{ ...h1, port: 26379 }, h2].map((host) => ({ ...host, username: "watch", password: "p&w" })),
    options: { password: "pass", db: 2 },
    master: "my master",
  }],
  ["rediss+sentinel://h1/main?ca=/ca.pem&cert=/c.pem&key=/k.pem", {
    form: "sentinel",
    address: "main (by h1:26379)",
    seeds: [{
      ...h1,
      port: 26379,
      tls: { servername: "h1", ca: "of /ca.pem", cert: "of /c.pem", key: "of /k.pem" },
    }],
    options: { db: 0, tls: { ca: "of /ca.pem", cert: "of /c.pem", key: "of /k.pem" } },
    master: "main",
  }],
  ["rediss+sentinel://h1/main/?sentinel_tls=off", {
    form: "sentinel",
    address: "main (by h1:26379)",
    seeds: [{ ...h1, port: 26379 }],
    options: { db: 0, tls: {} },
    master: "main",
  }],
];

const bad: [string, RegExp][] = [
  ["", /is not a URL/],
  ["localhost:6379", /begins with none of/],
  ["http://:sesame@localhost", /begins with none of/],
  ["redis+other://:sesame@localhost", /begins with none of/],
  ["redis://", /names no host/],
  ["redis://:sesame@localhost/cache", /no database number/],
  ["redis://:sesame%@localhost", /not percent-encoded/],
  ["redis://:sesame@h1,h2", /names several hosts, which redis\+cluster:\/\/ and/],
  ["redis://:sesame@h1:port", /names no host, or one wrongly/],
  ["redis+cluster://:sesame@h1,,h2", /names no host, or one wrongly/],
  ["redis+cluster://:sesame@h1/1", /a cluster has but database 0/],
  ["redis+sentinel://:sesame@h1", /names no master/],
  ["redis+sentinel://:sesame@h1/main/cache", /no database number/],
  ["redis+sentinel://h1/main?sentinel_tls=sesame", /setting sentinel_tls that must be on or off/],
  ["redis://h1?sentinel_password=sesame", /none of ca, cert, key, servername/],
  ["redis://h1?ca=/sesame.pem", /setting ca without TLS/],
  ["rediss://h1?cert=/sesame.pem", /cert and key without the other/],
  ["rediss://h1?ca=/missing/sesame.pem", /a setting ca that names a file that cannot be read/],
];

function readFile(path: string): string {
  if (path.startsWith("/missing/")) throw new Error(`no ${path}`);
  return `of ${path}`;
}

for (const [url, expected] of good) {
  test(`readRedisUrl() reads ${url}`, () => {
    assert.deepEqual(readRedisUrl(url, readFile), { ok: true, value: expected });
  });
}

for (const [url, expected] of bad) {
  test(`readRedisUrl() refuses ${url || "nothing"} in a sentence without the password`, () => {
    const result = readRedisUrl(url, readFile);
    assert.ok(!result.ok);
    assert.match(result.reason, expected);
    assert.doesNotMatch(result.reason, /sesame/);
  });
}

test("readRedisUrl() names a few of many hosts to people", () => {
  const read = readRedisUrl("redis+cluster://h1,h2,h3,h4,h5");
  assert.equal(read.ok && read.value.address, "h1:6379,h2:6379,h3:6379 and 2 more");
});

test("nodeAt() looks for the name of the host in a certificate, or for another that is given", () => {
  assert.deepEqual(nodeAt(h1, { db: 0, tls: {} }).tls, { servername: "h1" });
  assert.deepEqual(nodeAt(h1, { db: 0, tls: { servername: "other" } }).tls, { servername: "other" });
  assert.deepEqual(nodeAt({ host: "10.0.0.1", port: 6379 }, { db: 0, tls: {} }).tls, {});
  assert.equal(nodeAt(h1, { db: 0 }).tls, undefined);
});
