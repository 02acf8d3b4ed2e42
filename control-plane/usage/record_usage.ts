import { Prisma } from "../../prisma/generated/client/client.ts";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { Transaction } from "../database.ts";
import { rowsSql } from "../recorder/rows_sql.ts";
import { usageRows } from "./usage_rows.ts";
import { USAGE_SUMS } from "./usage_sums.ts";

/**
 * Adds records to the rollups; a hook of the recorder, for each record once. Three statements, however many the records.
 *
 * Locks the rollups' rows until the transaction ends: UsageHourly's, then UsageDaily's, then UsageLabelDaily's, each table's
 * in the order of its key, so that recorders never wait for each other in a circle.
 */
export async function recordUsage(transaction: Transaction, inserted: readonly RequestRecord[]): Promise<void> {
  if (inserted.length === 0) return;
  const { hourly, daily, labels } = usageRows(inserted);
  await transaction.$executeRaw(addRows(USAGE_HOURLY, hourly));
  await transaction.$executeRaw(addRows(USAGE_DAILY, daily));
  if (labels.length > 0) await transaction.$executeRaw(addRows(USAGE_LABEL_DAILY, labels));
}

/** A rollup's columns with their types: what tells rows apart, what is summed, and histograms. */
interface Rollup {
  table: string;
  key: Readonly<Record<string, string>>;
  sums: readonly string[];
  histograms: readonly string[];
}

const USAGE_HOURLY: Rollup = {
  table: "UsageHourly",
  key: {
    tenantId: "uuid",
    at: "timestamptz",
    projectId: "uuid",
    apiKeyId: "uuid",
    provider: "text",
    model: "text",
    routeName: "text",
    outcome: '"RequestOutcome"',
    errorCode: "text",
  },
  sums: USAGE_SUMS,
  histograms: ["totalMs", "ttftMs", "overheadMs"],
};

const USAGE_DAILY: Rollup = { ...USAGE_HOURLY, table: "UsageDaily" };

const USAGE_LABEL_DAILY: Rollup = {
  table: "UsageLabelDaily",
  key: {
    tenantId: "uuid",
    kind: '"UsageLabelKind"',
    name: "text",
    at: "timestamptz",
    projectId: "uuid",
    value: "text",
  },
  sums: [...USAGE_SUMS, "errors"],
  histograms: [],
};

function addRows({ table, key, sums, histograms }: Rollup, rows: readonly object[]): Prisma.Sql {
  const columns = {
    ...key,
    ...Object.fromEntries(sums.map((name) => [name, "bigint"])),
    ...Object.fromEntries(histograms.map((name) => [name, "bigint[]"])),
  };
  const { names, select, from } = rowsSql(columns, rows as readonly Record<string, unknown>[]);
  const keys = Prisma.raw(Object.keys(key).map(quoted).join(", "));
  const changes = [
    ...sums.map((name) => `${quoted(name)} = held.${quoted(name)} + EXCLUDED.${quoted(name)}`),
    ...histograms.map((name) => `${quoted(name)} = add_histogram(held.${quoted(name)}, EXCLUDED.${quoted(name)})`),
  ];
  return Prisma.sql`
    INSERT INTO ${Prisma.raw(quoted(table))} AS held (${names}) SELECT ${select} FROM ${from} ORDER BY ${keys}
    ON CONFLICT (${keys}) DO UPDATE SET ${Prisma.raw(changes.join(", "))}`;
}

function quoted(name: string): string {
  return `"${name}"`;
}
