import { z } from "zod";
import { uuid } from "../../shared/contracts/identifiers.ts";
import { dialect, requestOutcome } from "../../shared/contracts/request_record.ts";
import type { LogCondition, LogOperator } from "./log_condition.ts";
import type { LogField, LogValue } from "./log_fields.ts";
import { logWhere } from "./read_condition.ts";

// Postgres takes no text with a NUL in it.
const text = z.string().max(256).refine((value) => !value.includes("\0"), "no NUL characters");
const atLeast = z.number().min(0).max(1_000_000_000);

/** Which records are wanted. All that is given must hold; what is left out, null or an empty list demands nothing. */
export const logFilter = z.object({
  outcome: z.array(requestOutcome).nullish(),
  /** Asked for or served. */
  model: text.nullish(),
  provider: text.nullish(),
  routeName: text.nullish(),
  dialect: dialect.nullish(),
  stream: z.boolean().nullish(),
  statusMin: z.int().min(0).max(599).nullish(),
  statusMax: z.int().min(0).max(599).nullish(),
  errorCode: text.nullish(),
  apiKeyId: uuid.nullish(),
  endUser: text.nullish(),
  /** A tag that the request carried, and its value. */
  tag: z.object({ name: text, value: text }).nullish(),
  /** When the request came in: from this moment on, and before that one. */
  from: z.date().nullish(),
  to: z.date().nullish(),
  minCostNanoUsd: z.bigint().min(0n).nullish(),
  minTotalMs: atLeast.nullish(),
  /** The request's id, as answers carry it in `x-request-id`. */
  requestId: uuid.nullish(),
  /** Any further conditions. */
  where: logWhere.nullish(),
});
export type LogFilter = z.infer<typeof logFilter>;

/** Whose records: a whole tenant's, or one project's. */
export type LogScope = { projectId: string } | { tenantId: string };

/** Records of a scope under a filter, as conditions. */
export function logConditions(scope: LogScope, filter: LogFilter): LogCondition[] {
  const { tag } = filter;
  const outcomes = filter.outcome?.length ? [...new Set(filter.outcome)] : null;
  return [
    scopeCondition(scope),
    ...(outcomes === null ? [] : [{ field: "OUTCOME", name: null, operator: "IN", values: outcomes } as const]),
    ...given("MODEL", "EQ", filter.model),
    ...given("PROVIDER", "EQ", filter.provider),
    ...given("ROUTE", "EQ", filter.routeName),
    ...given("DIALECT", "EQ", filter.dialect),
    ...given("STREAM", "EQ", filter.stream),
    ...given("ERROR_CODE", "EQ", filter.errorCode),
    ...given("API_KEY", "EQ", filter.apiKeyId),
    ...given("END_USER", "EQ", filter.endUser),
    ...given("TAG", "EQ", tag?.value).map((condition) => ({ ...condition, name: tag!.name })),
    ...given("REQUEST_ID", "EQ", filter.requestId),
    ...given("STATUS", "GTE", filter.statusMin),
    ...given("STATUS", "LTE", filter.statusMax),
    ...given("TIME", "GTE", filter.from?.getTime()),
    ...given("TIME", "LT", filter.to?.getTime()),
    ...given("COST_NANO_USD", "GTE", filter.minCostNanoUsd == null ? null : Number(filter.minCostNanoUsd)),
    ...given("TOTAL_MS", "GTE", filter.minTotalMs),
    ...(filter.where ?? []),
  ];
}

/** The project is looked up in its own index; the tenant's is not on the API's list of fields, since everybody has one. */
function scopeCondition(scope: LogScope): LogCondition {
  return "projectId" in scope
    ? { field: "PROJECT", name: null, operator: "EQ", values: [scope.projectId] }
    : { field: "TENANT", name: null, operator: "EQ", values: [scope.tenantId] };
}

function given(field: LogField, operator: LogOperator, value: LogValue | null | undefined) {
  return value == null ? [] : [{ field, name: null, operator, values: [value] }];
}
