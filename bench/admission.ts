/**
 * What limits cost a request on its way through the gateway: `deno run -A bench/admission.ts`.
 *
 * Whole requests through the handler, without HTTP, with a provider that answers at once and records that go nowhere, so
 * that admission is a large part of what is left. Under four limits (requests, tokens, concurrent requests, spend) and under
 * none, over the ledger in memory and in Redis, one at a time and 64 at a time. Rounds alternate, and medians are shown.
 */
import { cpuUsage } from "node:process";
import { uuidv7 } from "../shared/identifiers/uuid.ts";
import type { Limit } from "../shared/contracts/policy.ts";
import { systemClock } from "../shared/time/clock.ts";
import { redisTransport } from "../shared/transport/redis/redis_transport.ts";
import type { ReservationLedger } from "../shared/transport/reservation_ledger.ts";
import { findOrInstallRedis } from "../testing/redis_program.ts";
import { startRedisProcess } from "../testing/redis_process.ts";
import { completion } from "../gateway/testing/driven_upstream.ts";
import { GatewayFixture } from "../gateway/testing/gateway_fixture.ts";
import type { Upstream } from "../gateway/upstream/upstream.ts";

const ROUNDS = 5;
const REQUESTS = 1_000;

const limits: Limit[] = [
  { type: "requests_per_minute", max: 1_000_000_000 },
  { type: "tokens_per_minute", max: 1_000_000_000 },
  { type: "concurrent_requests", max: 1_000_000 },
  { type: "spend", period: "month", maxNanoUsd: 1_000_000_000_000_000 },
];

const answer = new TextEncoder().encode(JSON.stringify(completion("hi")));

const instant: Upstream = {
  send(_request, sink) {
    queueMicrotask(() => {
      sink.head(200, { get: () => null });
      sink.data(answer);
      sink.end();
    });
    return { pause() {}, resume() {}, abort() {} };
  },
  close: () => Promise.resolve(),
};

function openGateway(limited: boolean, ledger?: ReservationLedger): GatewayFixture {
  const credentialId = uuidv7(1);
  const gateway = new GatewayFixture({
    upstream: instant,
    policies: limited ? [{ limits, onLimiterLoss: "open" }] : [],
    providers: [{ name: "open", kind: "openai", credentials: [{ credentialId, weight: 1 }] }],
    secrets: { [credentialId]: "sk-secret" },
    ...(ledger !== undefined && { ledger }),
  });
  gateway.dependencies.recordLog = { begin: () => Promise.resolve(), finish: () => Promise.resolve() };
  gateway.dependencies.logger = { info() {}, warn() {}, error() {} };
  return gateway;
}

/** Requests that did not get their decision within 150 ms: the machine is too busy to measure. */
let lost = 0;

async function round(gateway: GatewayFixture, atATime: number): Promise<number[]> {
  const latencies: number[] = [];
  let left = REQUESTS;
  const client = async () => {
    while (left-- > 0) {
      const startMs = performance.now();
      const response = await gateway.chat({ model: "open/gpt-4o", max_tokens: 100 });
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`status ${response.status}`);
      if (response.headers.has("x-perpetuo-degraded")) lost++;
      latencies.push(performance.now() - startMs);
    }
  };
  await Promise.all(Array.from({ length: atATime }, client));
  return latencies;
}

async function main(): Promise<void> {
  const server = await startRedisProcess(await findOrInstallRedis());
  const transport = redisTransport({ url: server.url, clock: systemClock, onProblem: () => {} });
  const ways = {
    "no limits": openGateway(false),
    "4 limits, memory": openGateway(true),
    "4 limits, Redis": openGateway(true, transport.reservationLedger),
  };
  const { tenantId } = ways["4 limits, Redis"].tenant.entry;
  await transport.reservationLedger.rebuild(tenantId, "bench", []);
  const rows: Record<string, Record<string, number>> = {};
  for (const atATime of [1, 64]) {
    const costs = new Map<string, { cpu: number[]; took: number[]; p50: number[] }>();
    for (let index = -1; index < ROUNDS; index++) {
      for (const [name, gateway] of Object.entries(ways)) {
        const startMs = performance.now();
        const cpu = cpuMs();
        const latencies = await round(gateway, atATime);
        if (index < 0) continue;
        const cost = costs.get(name) ?? { cpu: [], took: [], p50: [] };
        costs.set(name, cost);
        cost.cpu.push((cpuMs() - cpu) * 1_000 / REQUESTS);
        cost.took.push((performance.now() - startMs) * 1_000 / REQUESTS);
        cost.p50.push(median(latencies) * 1_000);
      }
    }
    for (const [name, { cpu, took, p50 }] of costs) {
      rows[`${name}, ${atATime} at a time`] = {
        "CPU µs/request": Math.round(median(cpu)),
        "µs/request": Math.round(median(took)),
        "latency p50 µs": Math.round(median(p50)),
      };
    }
  }
  console.table(rows);
  if (lost > 0) console.log(`${lost} requests waited too long for their decision: this machine is busy.`);
  for (const gateway of Object.values(ways)) await gateway[Symbol.asyncDispose]();
  await transport.close();
  await server.stop();
}

/** Of this process, all threads. */
function cpuMs(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1_000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

await main();
