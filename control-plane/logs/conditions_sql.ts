import { Prisma } from "../../prisma/generated/client/client.ts";
import { isUuidv7, uuidv7Milliseconds } from "../../shared/identifiers/uuid.ts";
import { type LogComparison, type LogCondition, negated } from "./log_condition.ts";
import { logField, type LogFieldDefinition, type LogValue } from "./log_fields.ts";

/** The conditions as what stands after WHERE in a query on "RequestLog". */
export function conditionsSql(conditions: readonly LogCondition[]): Prisma.Sql {
  return joined(conditions, " AND ", "TRUE");
}

/** SQL of a field's value, or of its values one row each behind `rows`; `name` is a parameter, never part of the text. */
export function fieldSql(
  definition: LogFieldDefinition,
  name: string | null,
): { columns: Prisma.Sql[] } | { rows: Prisma.Sql; value: Prisma.Sql } {
  const { sql } = definition;
  return "columns" in sql
    ? { columns: sql.columns.map((column) => named(column, name)) }
    : { rows: Prisma.raw(sql.rows), value: named(sql.value, name) };
}

function joined(conditions: readonly LogCondition[], separator: string, none: string): Prisma.Sql {
  return conditions.length === 0 ? Prisma.raw(none) : Prisma.join(conditions.map(conditionSql), separator);
}

function conditionSql(condition: LogCondition): Prisma.Sql {
  if ("all" in condition) return Prisma.sql`(${joined(condition.all, " AND ", "TRUE")})`;
  if ("any" in condition) return Prisma.sql`(${joined(condition.any, " OR ", "FALSE")})`;
  const positive = negated(condition.operator);
  if (positive === null) return comparisonSql(condition);
  // Of a field without a value the comparison is unknown, which is not true.
  return Prisma.sql`(${comparisonSql({ ...condition, operator: positive })}) IS NOT TRUE`;
}

function comparisonSql(comparison: LogComparison): Prisma.Sql {
  const definition = logField(comparison.field);
  const source = fieldSql(definition, comparison.name);
  if ("rows" in source) {
    return Prisma.sql`EXISTS (SELECT 1 FROM ${source.rows} WHERE ${predicate(source.value, comparison, definition)})`;
  }
  const each = source.columns.map((column) => predicate(column, comparison, definition));
  const met = each.length === 1 ? each[0]! : Prisma.sql`(${Prisma.join(each, " OR ")})`;
  return comparison.field === "REQUEST_ID" ? withPartition(met, comparison) : met;
}

/** True of every record with that id, and tells the database which partition to look into. */
function withPartition(met: Prisma.Sql, { operator, values }: LogComparison): Prisma.Sql {
  const ids = values.map(String).filter(isUuidv7);
  if (operator === "EXISTS" || ids.length === 0) return met;
  const times = Prisma.join(ids.map((id) => Prisma.sql`${new Date(uuidv7Milliseconds(id))}::timestamptz`));
  return Prisma.sql`(${met} AND "ts" IN (${times}))`;
}

function predicate(value: Prisma.Sql, { operator, values }: LogComparison, definition: LogFieldDefinition): Prisma.Sql {
  const literal = (index = 0) => literalSql(values[index]!, definition);
  switch (operator) {
    case "EXISTS":
      return Prisma.sql`${value} IS NOT NULL`;
    case "IN":
      // Written out, so that the planner sees when the index on failures covers them.
      return Prisma.sql`${value} IN (${Prisma.join(values.map((_value, index) => literal(index)))})`;
    case "CONTAINS":
      // No pattern: nothing in the text is more than itself.
      return Prisma.sql`strpos(${value}, ${literal()}) > 0`;
    case "STARTS_WITH":
      return Prisma.sql`starts_with(${value}, ${literal()})`;
    case "EQ":
    case "LT":
    case "LTE":
    case "GT":
    case "GTE":
      return Prisma.sql`${value} ${COMPARISONS[operator]} ${literal()}`;
    case "NE":
    case "NOT_IN":
    case "NOT_EXISTS":
      throw new Error(`${operator} is written as what it negates`);
  }
}

const COMPARISONS = {
  EQ: Prisma.sql`=`,
  LT: Prisma.sql`<`,
  LTE: Prisma.sql`<=`,
  GT: Prisma.sql`>`,
  GTE: Prisma.sql`>=`,
};

function literalSql(value: LogValue, { kind, choices, stored }: LogFieldDefinition): Prisma.Sql {
  switch (kind) {
    case "text":
      return Prisma.sql`${value}::text`;
    case "choice": {
      const known = choices?.find((choice) => choice === value);
      if (known === undefined) throw new Error(`there is no choice ${value}`);
      // One of our own words: columns are enums as well as texts, and take it as it is written.
      return Prisma.raw(`'${stored?.(known) ?? known}'`);
    }
    case "boolean":
      return Prisma.raw(value === true ? "TRUE" : "FALSE");
    case "uuid":
      return Prisma.sql`${value}::uuid`;
    case "integer":
      return Prisma.sql`${BigInt(value)}::bigint`;
    case "real":
      return Prisma.sql`${value}::float8::real`;
    case "time":
      return Prisma.sql`${new Date(value as number)}::timestamptz`;
  }
}

function named(sql: string, name: string | null): Prisma.Sql {
  const parts = sql.split("$name");
  if (parts.length === 1) return Prisma.raw(sql);
  const [first, ...others] = parts.map((part) => Prisma.raw(part));
  return others.reduce((whole, part) => Prisma.sql`${whole}${name}::text${part}`, first!);
}
