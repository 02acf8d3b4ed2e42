import { z } from "zod";
import { Prisma } from "../../prisma/generated/client/client.ts";
import { ValidationError } from "../api_error.ts";
import type { Call } from "../call.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import { parseInput } from "../parse_input.ts";
import { conditionsSql, fieldSql } from "./conditions_sql.ts";
import { type LogField, logField, type LogFieldDefinition } from "./log_fields.ts";
import { readLogQuery } from "./log_query.ts";
import { loadApiKey, loadProject } from "./log_relations.ts";
import { withinSearchTime } from "./within_search_time.ts";

export const FACETS_DEFAULT = 10;
export const FACETS_MAX = 50;
/** The newest records whose values are counted at most. */
export const FACET_RECORDS_MAX = 50_000;

/** The values that records have in one field, those of most records first. */
export interface LogFacets {
  field: LogField;
  values: LogFacet[];
  /** How many records were looked at. */
  counted: number;
  /** Whether these are all that the filter lets pass. */
  complete: boolean;
}

export interface LogFacet {
  field: LogField;
  /** As a condition takes it: a global id for a UUID, a word in capitals for a choice. */
  value: string;
  /** What it is called, of projects and keys that there are. */
  label: string | null;
  requests: number;
}

/** Counts a field's values among the newest records under a filter. */
export async function readLogFacets(
  call: Call,
  input: {
    projectId: string | null;
    tenantId: string | null;
    filter: unknown;
    field: LogField;
    name?: string | null | undefined;
    contains?: string | null | undefined;
    first: number;
  },
): Promise<LogFacets> {
  const { conditions } = await readLogQuery(call, input);
  const { first, name, contains } = parseInput(facetInput, {
    first: input.first,
    name: input.name,
    contains: input.contains,
  });
  const definition = facetField(input.field, name);
  const only = contains === null ? Prisma.empty : Prisma.sql`AND strpos("value"::text, ${contains}::text) > 0`;
  const rows = await withinSearchTime(() =>
    call.dependencies.searchDb.$queryRaw<{ value: string; requests: bigint; counted: bigint }[]>`
      WITH ${countsSql(fieldSql(definition, name), conditionsSql(conditions))}
      SELECT "value"::text AS "value", "requests", (SELECT "counted" FROM totals) AS "counted"
      FROM counts WHERE "value" IS NOT NULL ${only} ORDER BY 2 DESC, 1 LIMIT ${first}`
  );
  const counted = Number(rows[0]?.counted ?? 0);
  const values = await Promise.all(rows.map((row) => facet(call, input.field, { ...row, definition })));
  return {
    field: input.field,
    values,
    counted: Math.min(counted, FACET_RECORDS_MAX),
    complete: counted <= FACET_RECORDS_MAX,
  };
}

const facetInput = z.object({
  first: z.int().min(1).max(FACETS_MAX),
  name: z.string().max(64).nullish().transform((name) => name ?? null),
  contains: z.string().max(256).nullish().transform((text) => text ?? null),
});

function facetField(field: LogField, name: string | null): LogFieldDefinition {
  const definition = logField(field);
  if (definition.kind === "real" || definition.kind === "time" || field === "REQUEST_ID") {
    throw new ValidationError([{ path: ["field"], message: `values of ${field} are hardly ever the same` }]);
  }
  if ((definition.named === true) !== (name !== null)) {
    const message = definition.named === true ? `${field} needs a name` : `${field} takes no name`;
    throw new ValidationError([{ path: ["name"], message }]);
  }
  return definition;
}

/** `counts` of each value and `totals` of all records. A record counts once for a value, however often it has it. */
function countsSql(source: ReturnType<typeof fieldSql>, where: Prisma.Sql): Prisma.Sql {
  const newest = Prisma.sql`FROM "RequestLog" WHERE ${where} ORDER BY "ts" DESC LIMIT ${FACET_RECORDS_MAX + 1}`;
  if ("columns" in source && source.columns.length === 1) {
    return Prisma.sql`
      newest AS (SELECT ${source.columns[0]} AS "value" ${newest}),
      counts AS MATERIALIZED (SELECT "value", count(*) AS "requests" FROM newest GROUP BY 1),
      totals AS (SELECT sum("requests")::bigint AS "counted" FROM counts)`;
  }
  const values = "rows" in source
    ? Prisma.sql`SELECT ${source.value} FROM ${source.rows}`
    : Prisma.join(source.columns.map((column) => Prisma.sql`SELECT ${column}`), " UNION ALL ");
  return Prisma.sql`
    newest AS MATERIALIZED (SELECT ARRAY(SELECT DISTINCT "value" FROM (${values}) AS held("value")) AS "values" ${newest}),
    counts AS (SELECT "value", count(*) AS "requests" FROM newest, unnest("values") AS "value" GROUP BY 1),
    totals AS (SELECT count(*) AS "counted" FROM newest)`;
}

async function facet(
  call: Call,
  field: LogField,
  { value, requests, definition: { kind, node } }: {
    value: string;
    requests: bigint;
    definition: LogFieldDefinition;
  },
): Promise<LogFacet> {
  const told = kind === "choice" ? value.toUpperCase() : node === undefined ? value : encodeGlobalId(node, value);
  return { field, value: told, label: await labelOf(call, field, value), requests: Number(requests) };
}

async function labelOf(call: Call, field: LogField, id: string): Promise<string | null> {
  if (field === "API_KEY") return (await loadApiKey(call, id))?.name ?? null;
  return field === "PROJECT" ? (await loadProject(call, id))?.name ?? null : null;
}
