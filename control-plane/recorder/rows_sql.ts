import { Prisma } from "../../prisma/generated/client/client.ts";
import { storableJson } from "./storable_json.ts";

/** The names of a table's columns and their types, in any order. */
export type Columns = Readonly<Record<string, string>>;

/**
 * Rows as what stands after FROM, named `added`; `select` lists their columns in the order of `names`, for INSERT and SELECT.
 *
 * The rows go to Postgres column by column, each an array: it reads those in half the time that it takes for a list of
 * objects, whose names it must look up again in every row. Values are JSON's, times ISO texts, arrays texts as Postgres
 * writes them.
 */
export function rowsSql(
  columns: Columns,
  rows: readonly Readonly<Record<string, unknown>>[],
): { names: Prisma.Sql; select: Prisma.Sql; from: Prisma.Sql } {
  const all = Object.entries(columns);
  const names = Prisma.raw(all.map(([name]) => `"${name}"`).join(", "));
  const select = Prisma.raw(all.map(([name, type]) => isArray(type) ? `"${name}"::${type}` : `"${name}"`).join(", "));
  const sources = all.map(([name, type]) => columnSql(type, rows.map((row) => row[name])));
  return { names, select, from: Prisma.sql`ROWS FROM (${Prisma.join(sources)}) AS added(${names})` };
}

function columnSql(type: string, values: unknown[]): Prisma.Sql {
  if (type === "jsonb") return Prisma.sql`jsonb_array_elements(${jsonSql(values)}::jsonb)`;
  // Postgres has no way to take arrays of arrays apart: they are texts until they are selected.
  if (type === "text" || isArray(type)) return Prisma.sql`json_array_elements_text(${jsonSql(values)}::json)`;
  // Numbers, ids, times and names of enums: nothing that would have to be quoted.
  const literal = `{${values.map((value) => value ?? "NULL").join(",")}}`;
  return Prisma.sql`unnest(${literal}::${Prisma.raw(type)}[])`;
}

/** As bytes: the client escapes every quotation mark of a text once more on its way, which costs more than all of this. */
function jsonSql(values: unknown[]): Prisma.Sql {
  return Prisma.sql`convert_from(${new TextEncoder().encode(storableJson(values))}::bytea, 'UTF8')`;
}

function isArray(type: string): boolean {
  return type.endsWith("[]");
}
