import assert from "node:assert/strict";
import { findOrInstallRedis } from "../../../testing/redis_program.ts";
import { startRedisProcess } from "../../../testing/redis_process.ts";
import { test } from "../../../testing/test.ts";
import { testCertificate } from "../../../testing/test_certificate.ts";
import { testedRedisTransport } from "../contract/tested_redis_transport.ts";
import { transportContract } from "../contract/transport_contract.ts";
import { checkRedis } from "./check_redis.ts";

const directory = await Deno.makeTempDir({ prefix: "perpetuo-redis-tls-" });
const { authority, certificate, key } = await testCertificate();
const files = { authority: `${directory}/ca.pem`, certificate: `${directory}/cert.pem`, key: `${directory}/key.pem` };
await Deno.writeTextFile(files.authority, authority);
await Deno.writeTextFile(files.certificate, certificate);
await Deno.writeTextFile(files.key, key, { mode: 0o600 });
const redis = await startRedisProcess(await findOrInstallRedis(), { tls: files });
Deno.test.afterAll(async () => {
  await redis.stop();
  await Deno.remove(directory, { recursive: true });
});
const holders = [redis.url];
const trusting = `ca=${encodeURIComponent(files.authority)}`;
const shown = `cert=${encodeURIComponent(files.certificate)}&key=${encodeURIComponent(files.key)}`;
const url = (settings: string, host = "localhost") => `rediss://${host}:${redis.tlsPort}?${settings}`;

transportContract("redis over TLS", (options) => {
  return Promise.resolve(testedRedisTransport({ ...options, url: url(`${trusting}&${shown}`), holders }));
});

test("checkRedis() takes a server that proves its name, and a name that is told where the URL has an address", async () => {
  assert.deepEqual(await checkRedis(url(`${trusting}&${shown}`)), { ok: true });
  assert.deepEqual(await checkRedis(url(`${trusting}&${shown}&servername=localhost`, "127.0.0.1")), { ok: true });
});

test("checkRedis() refuses a server that nobody vouches for, and one of another name", async () => {
  const unknown = await checkRedis(url(shown));
  assert.match(unknown.ok ? "" : unknown.reason, /certificate|issuer/i);
  const other = await checkRedis(url(`${trusting}&${shown}&servername=elsewhere.example`));
  assert.match(other.ok ? "" : other.reason, /certificate|name/i);
});

test("checkRedis() fails where the server wants a certificate and none is shown", async () => {
  assert.equal((await checkRedis(url(trusting))).ok, false);
});
