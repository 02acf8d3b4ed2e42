import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { readGatewayConfig } from "./config.ts";

const masterKeys = `k1:${btoa("0123456789abcdef0123456789abcdef")}`;

test("readGatewayConfig() fills in its defaults", () => {
  const read = readGatewayConfig({ PERPETUO_MASTER_KEYS: masterKeys, REDIS_URL: "" });
  assert.ok(read.ok);
  const { masterKeys: keys, addressPolicy, ...rest } = read.config;
  assert.equal(addressPolicy.allowsHost("127.0.0.1"), false);
  assert.deepEqual(keys.map(({ id }) => id), ["k1"]);
  assert.deepEqual(rest, {
    host: "0.0.0.0",
    port: 8787,
    redisUrl: null,
    redisCacheUrl: null,
    cacheBytesMax: 67_108_864,
    dataDirectory: ".perpetuo",
    bodyBytesMax: 33_554_432,
    requestsInFlightMax: 4_096,
    requestBodyMs: 30_000,
    answerUnreadMs: 60_000,
    connectionsMax: 16_384,
    spoolBytesMax: 1_073_741_824,
    spoolMemoryBytesMax: 33_554_432,
    internalSecret: null,
    metricsAccess: "secret",
    tracing: false,
    traceToProviders: false,
    logLevel: "info",
    drainMs: 25_000,
    stopListeningMs: 0,
    warmConnections: true,
    usesProxy: false,
    workers: null,
  });
});

test("readGatewayConfig() notices a proxy by every name that fetch knows it by", () => {
  for (const name of ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]) {
    for (const [value, usesProxy] of [["http://proxy:3128", true], ["", false]] as const) {
      const read = readGatewayConfig({ PERPETUO_MASTER_KEYS: masterKeys, [name]: value });
      assert.ok(read.ok);
      assert.equal(read.config.usesProxy, usesProxy, name);
    }
  }
});

test("readGatewayConfig() tells every problem at once, and shows no secret", () => {
  const read = readGatewayConfig({
    REDIS_URL: "http://user:s3cret@host",
    GATEWAY_PORT: "seventy",
    PERPETUO_MASTER_KEYS: "s3cret",
    SPOOL_BYTES_MAX: "1",
  }, { redisNeeded: true });
  assert.ok(!read.ok);
  for (const name of ["REDIS_URL", "GATEWAY_PORT", "PERPETUO_MASTER_KEYS", "SPOOL_BYTES_MAX"]) {
    assert.ok(read.problems.some((problem) => problem.startsWith(name)), name);
  }
  assert.ok(!read.problems.join().includes("s3cret"));
});

test("readGatewayConfig() says why a gateway of its own needs Redis", () => {
  const read = readGatewayConfig({ PERPETUO_MASTER_KEYS: masterKeys }, { redisNeeded: true });
  assert.ok(!read.ok);
  assert.equal(read.problems.length, 1);
  assert.match(read.problems[0]!, /^REDIS_URL is not set: .*deno task start/);
});

test("readGatewayConfig() takes workers for a process of its own, and one where everything is one process", () => {
  const environment = { PERPETUO_MASTER_KEYS: masterKeys, REDIS_URL: "redis://localhost:6379" };
  const workers = (count: string, redisNeeded: boolean) => {
    const read = readGatewayConfig({ ...environment, GATEWAY_WORKERS: count }, { redisNeeded });
    return read.ok ? read.config.workers : read.problems.join();
  };
  assert.deepEqual([workers("4", true), workers("", true), workers("1", false)], [4, null, 1]);
  assert.match(String(workers("4", false)), /^GATEWAY_WORKERS: .*deno task gateway/);
  for (const count of ["0", "257", "many"]) assert.match(String(workers(count, true)), /^GATEWAY_WORKERS: .*1 to 256/);
});
