import { Prisma } from "../../prisma/generated/client/client.ts";
import type { LogCondition, LogField } from "./log_filter.ts";

/** The conditions as what stands after WHERE in a query on "RequestLog". */
export function conditionsSql(conditions: readonly LogCondition[]): Prisma.Sql {
  return Prisma.join(conditions.map(conditionSql), " AND ");
}

function conditionSql(condition: LogCondition): Prisma.Sql {
  switch (condition.operator) {
    case "is": {
      const { fields, value } = condition;
      return Prisma.sql`(${Prisma.join(fields.map((field) => equalsSql(field, value)), " OR ")})`;
    }
    case "one_of":
      // Written out, so that the planner sees when the index on failures covers them.
      return Prisma.sql`"outcome" IN (${Prisma.join(condition.values.map((outcome) => OUTCOMES[outcome]))})`;
    default:
      return Prisma.sql`${column(condition.field)} ${OPERATORS[condition.operator]} ${boundSql(condition)}`;
  }
}

const OUTCOMES = {
  completed: Prisma.sql`'completed'`,
  failed: Prisma.sql`'failed'`,
  cancelled: Prisma.sql`'cancelled'`,
  denied: Prisma.sql`'denied'`,
  interrupted: Prisma.sql`'interrupted'`,
};

const OPERATORS = { at_least: Prisma.sql`>=`, at_most: Prisma.sql`<=`, below: Prisma.sql`<` };

function equalsSql(field: LogField, value: string | boolean): Prisma.Sql {
  if (typeof field === "object") return Prisma.sql`"tags" ->> ${field.tag}::text = ${value}::text`;
  if (typeof value === "boolean") return Prisma.sql`${column(field)} = ${value}::boolean`;
  const isUuid = field === "id" || field === "projectId" || field === "apiKeyId";
  return isUuid ? Prisma.sql`${column(field)} = ${value}::uuid` : Prisma.sql`${column(field)} = ${value}::text`;
}

function boundSql({ field, value }: Extract<LogCondition, { value: number }>): Prisma.Sql {
  switch (field) {
    case "ts":
      return Prisma.sql`${new Date(value)}::timestamptz`;
    case "totalMs":
      return Prisma.sql`${value}::float8::real`;
    case "status":
    case "costNanoUsd":
      return Prisma.sql`${BigInt(value)}::bigint`;
  }
}

/** Names of columns are names of fields; none comes from outside. */
function column(field: Exclude<LogField, object>): Prisma.Sql {
  return Prisma.raw(`"${field}"`);
}
