/**
 * What reservations cost, by how many of one turn share a call: `deno run -A bench/ledger.ts`.
 *
 * Every request is under four limits (requests, tokens, concurrent requests, spend) and is settled after it was reserved,
 * one call in flight, as a gateway does for each tenant; Redis is a process of its own. Rounds alternate, and medians are
 * shown. Only ratios of one run mean anything: `PING` is the round trip that any call to Redis takes here.
 */
import { Redis } from "ioredis";
import { findOrInstallRedis } from "../testing/redis_program.ts";
import { startRedisProcess } from "../testing/redis_process.ts";
import { uuidv7 } from "../shared/identifiers/uuid.ts";
import { systemClock } from "../shared/time/clock.ts";
import type { LedgerClaim, ReservationLedger } from "../shared/transport/reservation_ledger.ts";
import { redisTransport } from "../shared/transport/redis/redis_transport.ts";
import { MemoryReservationLedger } from "../shared/transport/memory/memory_reservation_ledger.ts";

const ROUNDS = 3;
const REQUESTS = 1_600;
const TTL_MS = 60_000;
const BATCHES = [1, 16];

interface Cost {
  /** Milliseconds of the whole round and of Redis' own work, by request. */
  tookMs: number;
  redisMs: number;
}

/** `turn`: settles the requests of the turn before, and reserves. */
type Step = "reserve" | "settle" | "turn" | "denied";

async function main(): Promise<void> {
  const server = await startRedisProcess(await findOrInstallRedis());
  const redis = new Redis(server.url);
  const transport = redisTransport({ url: server.url, clock: systemClock, onProblem: () => {} });
  const costs = new Map([["PING", await repeated(redis, REQUESTS, () => redis.ping())]]);
  for (const step of ["reserve", "settle", "turn", "denied"] as const) {
    for (const batch of BATCHES) {
      const rounds: Cost[] = [];
      for (let round = -1; round < ROUNDS; round++) {
        const cost = await measured(transport.reservationLedger, redis, { step, batch });
        // The first one loads the scripts and lets the compiler see the code.
        if (round >= 0) rounds.push(cost);
      }
      const tookMs = median(rounds.map((cost) => cost.tookMs));
      costs.set(`${step}, ${batch} a call`, { tookMs, redisMs: median(rounds.map((cost) => cost.redisMs)) });
    }
  }
  const memory = await measured(new MemoryReservationLedger(systemClock), redis, { step: "reserve", batch: 1 });
  costs.set("reserve, in memory", { ...memory, redisMs: 0 });
  const one = costs.get("reserve, 1 a call")!;
  console.table(Object.fromEntries([...costs].map(([name, cost]) => [name, row(cost, one)])));
  await transport.close();
  redis.disconnect();
  await server.stop();
}

function row({ tookMs, redisMs }: Cost, one: Cost) {
  return {
    "requests/s": Math.round(1_000 / tookMs),
    "Redis µs/request": Math.round(redisMs * 10_000) / 10,
    "time / reserve alone": Math.round(100 * tookMs / one.tookMs) / 100,
    "Redis / reserve alone": Math.round(100 * redisMs / one.redisMs) / 100,
  };
}

/** Reserves and settles `REQUESTS` requests, and measures one of the two. */
async function measured(
  ledger: ReservationLedger,
  redis: Redis,
  { step, batch }: { step: Step; batch: number },
): Promise<Cost> {
  const tenantId = uuidv7(Date.now());
  await ledger.rebuild(tenantId, tenantId, []);
  const claims = claimsOf(tenantId, step === "denied" ? 0 : 1e9);
  const turns = Array.from({ length: REQUESTS / batch }, () => {
    return Array.from({ length: batch }, () => ({ id: uuidv7(Date.now()), owner: tenantId, claims }));
  });
  let next = 0;
  let second: number | null = null;
  const held = (claims: LedgerClaim[]) => second === null ? undefined : { claims, second };
  const reserve = async () => {
    const ended = step === "turn" && next > 0 ? turns[next - 1]! : [];
    const settlements = ended.map(({ id, claims }) => ({ id, claims, epoch: tenantId, held: held(claims) }));
    const answer = await ledger.settleAndReserve(tenantId, { settlements, reservations: turns[next++]! }, TTL_MS);
    const expected = step === "denied" ? "denied" : "reserved";
    if (answer.state !== "initialised") throw new Error("?");
    second = answer.value.second;
    if (answer.value.decisions.some(({ status }) => status !== expected)) throw new Error("?");
  };
  if (step !== "settle") return await repeated(redis, REQUESTS, reserve, turns.length);
  while (next < turns.length) await reserve();
  next = 0;
  return await repeated(redis, REQUESTS, () => ledger.settle(tenantId, turns[next++]!, tenantId), turns.length);
}

async function repeated(redis: Redis, requests: number, work: () => Promise<unknown>, calls = requests): Promise<Cost> {
  const before = await cpuMs(redis);
  const startedAt = performance.now();
  for (let call = 0; call < calls; call++) await work();
  const tookMs = (performance.now() - startedAt) / requests;
  return { tookMs, redisMs: (await cpuMs(redis) - before) / requests };
}

async function cpuMs(redis: Redis): Promise<number> {
  const text = await redis.info("cpu");
  const seconds = [...text.matchAll(/^used_cpu_(?:user|sys):([\d.]+)/gm)].map((match) => Number(match[1]));
  return 1_000 * seconds.reduce((total, one) => total + one, 0);
}

function claimsOf(scope: string, max: number): LedgerClaim[] {
  const counterKey = (limit: string) => `${scope}:${limit}:api_key:${scope}`;
  const enforced = true;
  const period = { period: "day", periodStart: 1_700_006_400_000, periodEnd: Date.now() + 86_400_000 } as const;
  return [
    { type: "requests_per_minute", counterKey: counterKey("0"), max, enforced, amount: 1 },
    { type: "tokens_per_minute", counterKey: counterKey("1"), max, enforced, amount: 700 },
    { type: "concurrent_requests", counterKey: counterKey("2"), max, enforced, amount: 1 },
    { type: "spend", counterKey: counterKey("3"), max, enforced, amount: 1_000, ...period },
  ];
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

await main();
Deno.exit();
