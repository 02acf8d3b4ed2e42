import { Prisma } from "../../prisma/generated/client/client.ts";
import type { Transaction } from "../database.ts";

/** The tables of a draft whose rows have names. */
export type NamedTable = "Project" | "Provider" | "Route" | "Policy";

/** Gives rows other names, and takes them out of use at `now`; null: they stay as they are otherwise. */
export async function retireRows(
  transaction: Transaction,
  table: NamedTable,
  { rows, now }: { rows: readonly { id: string; name: string }[]; now: Date | null },
): Promise<void> {
  if (rows.length === 0) return;
  const set = now === null
    ? Prisma.sql`"name" = x."name"`
    : Prisma.sql`"name" = x."name", "archivedAt" = ${now}::timestamptz, "updatedAt" = ${now}::timestamptz,
      "version" = t."version" + 1`;
  await transaction.$executeRaw`
    UPDATE ${Prisma.raw(`"${table}"`)} t SET ${set}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS x("id" uuid, "name" text)
    WHERE t."id" = x."id"`;
}

/**
 * Writes rows as a revision has them, into use and under their names: those that are there are overwritten, others made.
 * One statement, however many they are.
 */
export async function upsertRows(
  transaction: Transaction,
  table: NamedTable,
  { tenantId, rows, now }: { tenantId: string; rows: readonly object[]; now: Date },
): Promise<void> {
  if (rows.length === 0) return;
  const { columns, select, update } = TABLES[table];
  const names = columns.map((column) => `"${column}"`).join(", ");
  const set = columns.map((column) => update?.[column] ?? `"${column}" = EXCLUDED."${column}"`).join(", ");
  await transaction.$executeRaw`
    INSERT INTO ${Prisma.raw(`"${table}"`)} AS t ("id", "tenantId", ${Prisma.raw(names)}, "createdAt", "updatedAt")
    SELECT (x->>'id')::uuid, ${tenantId}::uuid, ${Prisma.raw(select)}, ${now}::timestamptz, ${now}::timestamptz
    FROM jsonb_array_elements(${JSON.stringify(rows)}::jsonb) AS x
    ON CONFLICT ("id") DO UPDATE SET ${Prisma.raw(set)},
      "archivedAt" = NULL, "updatedAt" = ${now}::timestamptz, "version" = t."version" + 1`;
}

interface TableRules {
  columns: readonly string[];
  /** The columns' values from `x`, the row as JSON, in that order. */
  select: string;
  /** How a column that is there already is overwritten, where not by the new value. */
  update?: Readonly<Record<string, string>>;
}

/** A JSON null is a value of its own to Postgres; what is left out has to be no value. */
const TABLES: Record<NamedTable, TableRules> = {
  Project: {
    columns: ["name", "allowDirectModels", "capture"],
    select: `x->>'name', (x->>'allowDirectModels')::boolean, NULLIF(x->'capture', 'null')`,
    update: {
      // What is not captured any more is kept as long as the setting said.
      capture: `"capture" = COALESCE(EXCLUDED."capture", t."capture" || '{"enabled": false}')`,
    },
  },
  Provider: {
    columns: ["name", "kind", "baseUrl", "settings"],
    select: `x->>'name', upper(x->>'kind')::"ProviderKind", x->>'baseUrl', NULLIF(x->'settings', 'null')`,
  },
  Route: {
    columns: ["projectId", "name", "aliases", "cache", "tree"],
    select: `(x->>'projectId')::uuid, x->>'name',
      ARRAY(SELECT jsonb_array_elements_text(COALESCE(NULLIF(x->'aliases', 'null'), '[]'))),
      NULLIF(x->'cache', 'null'), x->'tree'`,
  },
  Policy: {
    columns: ["name", "scope", "limits", "assumedOutputTokens", "action", "onLimiterLoss"],
    select: `x->>'name', x->'scope', x->'limits', (x->>'assumedOutputTokens')::int, (x->>'action')::"PolicyAction",
      (x->>'onLimiterLoss')::"OnLimiterLoss"`,
  },
};
