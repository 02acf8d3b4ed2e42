import { z } from "zod";
import { uuid } from "../../shared/contracts/identifiers.ts";
import { dialect, requestOutcome, type RequestRecord } from "../../shared/contracts/request_record.ts";
import { uuidv7Milliseconds } from "../../shared/identifiers/uuid.ts";

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
});
export type LogFilter = z.infer<typeof logFilter>;

/** A property of a record that conditions look at. */
export type LogField =
  | keyof Pick<
    RequestRecord,
    | "apiKeyId"
    | "costNanoUsd"
    | "dialect"
    | "endUser"
    | "errorCode"
    | "id"
    | "modelAsked"
    | "modelServed"
    | "outcome"
    | "projectId"
    | "provider"
    | "routeName"
    | "status"
    | "stream"
    | "ts"
  >
  | "totalMs"
  | { tag: string };

/**
 * One demand on a record: one of the fields compares so with the value. A field without a value (null) never does.
 * What is asked of the database and what is asked of a record in memory are both made from these.
 */
export type LogCondition =
  | { operator: "is"; fields: LogField[]; value: string | boolean }
  | { operator: "one_of"; field: "outcome"; values: RequestRecord["outcome"][] }
  | { operator: "at_least" | "at_most" | "below"; field: "costNanoUsd" | "status" | "totalMs" | "ts"; value: number };

/** A project's records under a filter, as conditions. */
export function logConditions(projectId: string, filter: LogFilter): LogCondition[] {
  const conditions: LogCondition[] = [is(["projectId"], projectId)];
  const { outcome, tag, requestId } = filter;
  if (outcome?.length) conditions.push({ operator: "one_of", field: "outcome", values: [...new Set(outcome)] });
  const texts: [LogField[], string | boolean | null | undefined][] = [
    [["modelAsked", "modelServed"], filter.model],
    [["provider"], filter.provider],
    [["routeName"], filter.routeName],
    [["dialect"], filter.dialect],
    [["stream"], filter.stream],
    [["errorCode"], filter.errorCode],
    [["apiKeyId"], filter.apiKeyId],
    [["endUser"], filter.endUser],
    [[{ tag: tag?.name ?? "" }], tag?.value],
    [["id"], requestId],
  ];
  for (const [fields, value] of texts) if (value != null) conditions.push(is(fields, value));
  const bounds: LogCondition[] = [
    ...bound("status", "at_least", filter.statusMin),
    ...bound("status", "at_most", filter.statusMax),
    ...bound("ts", "at_least", filter.from?.getTime()),
    ...bound("ts", "below", filter.to?.getTime()),
    ...bound("costNanoUsd", "at_least", filter.minCostNanoUsd == null ? null : Number(filter.minCostNanoUsd)),
    ...bound("totalMs", "at_least", filter.minTotalMs),
  ];
  if (requestId != null) {
    // True of every record with that id, and tells the database which partition to look into.
    const ts = uuidv7Milliseconds(requestId);
    bounds.push(...bound("ts", "at_least", ts), ...bound("ts", "at_most", ts));
  }
  return [...conditions, ...bounds];
}

type Bound = Extract<LogCondition, { value: number }>;

function is(fields: LogField[], value: string | boolean): LogCondition {
  return { operator: "is", fields, value };
}

function bound(field: Bound["field"], operator: Bound["operator"], value: number | null | undefined): LogCondition[] {
  return value == null ? [] : [{ operator, field, value }];
}
