import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import process from "node:process";
import { chargeBudgets } from "../control-plane/budgets/charge_budgets.ts";
import { openDatabase } from "../control-plane/database.ts";
import { startRecorder } from "../control-plane/recorder/recorder.ts";
import { recordUsage } from "../control-plane/usage/record_usage.ts";
import { applyMigrations } from "../prisma/engine/apply_migrations.ts";
import { startEmbeddedPostgres } from "../prisma/embedded/start_embedded_postgres.ts";
import type { RequestRecord } from "../shared/contracts/request_record.ts";
import type { Logger } from "../shared/logging/logger.ts";
import { systemClock } from "../shared/time/clock.ts";
import { memoryTransport } from "../shared/transport/memory/memory_transport.ts";
import { BENCH_EPOCH, benchRecord } from "./records/bench_records.ts";
import { postgresCpuSeconds } from "./records/postgres_cpu.ts";
import { written } from "../shared/transport/contract/written.ts";

/**
 * How many records a second a recorder moves into Postgres, everything that happens in its transaction included:
 * `deno run -A bench/recorder.ts [--records 60000] [--rounds 3] [--batch 4000] [--lanes 2] [--bare]`.
 * That is the log, hourly and daily rollups, those by end user and tag, and three charges a record; `--bare` the log alone.
 *
 * A real Postgres of its own with its usual, durable settings; records of two gateways come from a stream in memory, so
 * that nothing but the recorder and Postgres is measured. They share the machine with everything else that runs on it.
 */
const options = parseArgs({
  options: {
    records: { type: "string", default: "60000" },
    rounds: { type: "string", default: "3" },
    batch: { type: "string" },
    lanes: { type: "string" },
    bare: { type: "boolean", default: false },
  },
}).values;

const MIGRATIONS = fileURLToPath(new URL("../prisma/migrations", import.meta.url));
const logger: Logger = { info: () => {}, warn: console.warn, error: console.error };

async function main(): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-bench-" });
  await Deno.chmod(directory, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDirectory: `${directory}/postgres` });
  const rows = [];
  try {
    await applyMigrations(postgres.url, MIGRATIONS);
    for (let round = 0; round < Number(options.rounds); round++) {
      rows.push(await measure(postgres.url, { round, cluster: `${directory}/postgres/cluster` }));
    }
  } finally {
    await postgres.stop();
    await Deno.remove(directory, { recursive: true });
  }
  console.table(rows);
}

async function measure(databaseUrl: string, { round, cluster }: { round: number; cluster: string }) {
  const { db, close } = openDatabase(databaseUrl, { connectionsMax: 6 });
  const transport = memoryTransport({ clock: systemClock });
  const count = Number(options.records);
  const recorder = startRecorder(
    { db, clock: systemClock, logger, reader: transport.recordStream.reader },
    {
      consumer: "bench",
      hooks: options.bare ? [] : [recordUsage, chargeBudgets({ clock: systemClock, onSettlements: () => {} })],
      ...(options.batch && { batchRecordsMax: Number(options.batch) }),
      ...(options.lanes && { lanes: Number(options.lanes) }),
    },
  );
  while (!recorder.readiness().ready) await systemClock.delay(10);
  const records = makeRecords(count, `bench-${round}`);
  // Gateways settle what they reserved themselves, as long as the ledger does not forget.
  const tenants = [...new Set(records.map(({ tenantId }) => tenantId))];
  await db.ledgerEpoch.createMany({
    data: tenants.map((tenantId) => ({ tenantId, epoch: BENCH_EPOCH })),
    skipDuplicates: true,
  });
  const cpuBefore = process.cpuUsage();
  const postgresBefore = postgresCpuSeconds(cluster);
  const startedAt = performance.now();
  for (let first = 0; first < count; first += 500) {
    const batch = records.slice(first, first + 500);
    while ((await transport.recordStream.writer.append(written(batch))).state !== "appended") {
      await systemClock.delay(2);
    }
  }
  while (recorder.counts().inserted < count) await systemClock.delay(2);
  const tookMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  const postgresTook = postgresCpuSeconds(cluster) - postgresBefore;
  await recorder.stop();
  await transport.close();
  await close();
  return {
    "records/s": Math.round(count / (tookMs / 1_000)),
    "recorder's CPU, µs a record": Math.round(10 * (user + system) / count) / 10,
    "Postgres' CPU, µs a record": Math.round(1e7 * postgresTook / count) / 10,
  };
}

function makeRecords(count: number, instance: string): RequestRecord[] {
  return Array.from(
    { length: count },
    (_, index) => benchRecord(Math.floor(index / 2) + 1, `${instance}-${index % 2}`, Math.random),
  );
}

await main();
