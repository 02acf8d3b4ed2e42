import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { type ChaosWorld, startChaosWorld } from "../e2e/chaos/world.ts";
import { systemClock } from "../shared/time/clock.ts";
import { askAll, openProvider, setUp } from "./capacity/capacity_load.ts";
import { bytesByTable, type TableBytes } from "./capacity/table_bytes.ts";
import { postgresCpuSeconds } from "./records/postgres_cpu.ts";
import { processUsage } from "./suite/programs/process_usage.ts";

/**
 * What a million requests take, by part: `deno run -A bench/capacity.ts [--requests 20000] [--clients 16]`.
 *
 * A whole deployment in processes of its own (gateway, Redis, control plane with its recorder, Postgres) is asked by clients
 * that wait for each answer; a provider in this process answers at once. Each request passes three limits and a budget, and
 * is on record in Postgres before its part is read. CPU is user and system time of the processes; disk is what tables and
 * their indexes have grown by.
 */
const options = parseArgs({
  options: {
    requests: { type: "string", default: "20000" },
    clients: { type: "string", default: "16" },
  },
}).values;

const REQUESTS = Number(options.requests);
const CLIENTS = Number(options.clients);
/** Before anything is measured: code is compiled, connections are open. */
const WARM_UP = 3_000;

async function main(): Promise<void> {
  await using provider = openProvider();
  await using world = await startChaosWorld({ gateways: 1, controlPlanes: 1, redisKeeps: true });
  await setUp(world, provider.url);
  await askAll(world, { requests: WARM_UP, clients: CLIENTS });
  await untilStored(world, WARM_UP);
  const before = await read(world);
  const startMs = systemClock.monotonic();
  await askAll(world, { requests: REQUESTS, clients: CLIENTS });
  await untilStored(world, WARM_UP + REQUESTS);
  const seconds = (systemClock.monotonic() - startMs) / 1_000;
  const after = await read(world);
  show(before, after, seconds);
}

interface Reading {
  cpuSeconds: Record<string, number>;
  tables: TableBytes;
}

async function read(world: ChaosWorld): Promise<Reading> {
  const processes: Record<string, number> = {
    gateway: world.gateways[0]!.processId()!,
    Redis: world.redis.processId,
    "control plane (recorder)": world.controlPlanes[0]!.processId()!,
  };
  const cpuSeconds: Record<string, number> = {};
  for (const [name, id] of Object.entries(processes)) cpuSeconds[name] = processUsage([id]).cpuSeconds;
  cpuSeconds.Postgres = postgresCpuSeconds(`${dirname(world.gateways[0]!.dataDirectory)}/postgres/cluster`);
  return { cpuSeconds, tables: await bytesByTable(world) };
}

async function untilStored(world: ChaosWorld, count: number): Promise<void> {
  for (;;) {
    const [row] = await world.sql<{ count: string }>(`SELECT count(*) AS count FROM "RequestLog"`);
    if (Number(row!.count) >= count) return;
    await systemClock.delay(100);
  }
}

function show(before: Reading, after: Reading, seconds: number): void {
  const aMillion = 1_000_000 / REQUESTS;
  console.log(`${REQUESTS} requests over ${CLIENTS} connections, answered and stored in ${seconds.toFixed(1)} s`);
  const cpu = Object.entries(after.cpuSeconds).map(([name, total]) => {
    const used = (total - before.cpuSeconds[name]!) * aMillion;
    return [name, { "CPU seconds a million": Math.round(used), "CPU hours a million": round(used / 3_600) }];
  });
  console.table(Object.fromEntries(cpu));
  const disk = Object.entries(after.tables)
    .map(([name, bytes]) => ({ name, grown: bytes - (before.tables[name] ?? 0) }))
    .filter(({ grown }) => grown > 0)
    .toSorted((one, other) => other.grown - one.grown)
    .map(({ name, grown }) => [name, {
      "bytes a request": Math.round(grown / REQUESTS),
      "MiB a million": Math.round(grown * aMillion / 1_024 ** 2),
    }]);
  console.table(Object.fromEntries(disk));
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

await main();
// The clients' connections would keep the process alive.
Deno.exit();
