import { z } from "zod";
import { uuid } from "../../shared/contracts/identifiers.ts";
import { decodeAnyGlobalId } from "../graphql/global_id.ts";
import {
  LOG_OPERATORS,
  type LogComparison,
  type LogCondition,
  type LogOperator,
  OPERATORS_OF,
} from "./log_condition.ts";
import { LOG_FIELD_NAMES, type LogField, logField, type LogFieldDefinition, type LogValue } from "./log_fields.ts";

/** Comparisons of one filter, and values of one comparison, at most. */
export const COMPARISONS_MAX = 50;
export const VALUES_MAX = 100;
/** How deep groups may lie in each other. */
export const GROUP_DEPTH_MAX = 3;

const TEXT_LENGTH_MAX = 512;
const AMOUNT_MAX = 1_000_000_000;

const text = z.string().max(TEXT_LENGTH_MAX).refine((value) => value.isWellFormed(), "not well-formed Unicode");

/** A condition as it is written: a comparison, or a group of others under `any` or `all`. */
export interface WrittenCondition {
  field?: LogField | null | undefined;
  name?: string | null | undefined;
  operator?: LogOperator | null | undefined;
  value?: string | null | undefined;
  values?: string[] | null | undefined;
  any?: WrittenCondition[] | null | undefined;
  all?: WrittenCondition[] | null | undefined;
}

/** Levels are written out: what lies deeper is refused before anything goes through it. */
function itemAt(depth: number): z.ZodType<LogCondition, WrittenCondition> {
  const comparison = {
    field: z.enum(LOG_FIELD_NAMES).nullish(),
    name: z.string().max(64).nullish(),
    operator: z.enum(LOG_OPERATORS).nullish(),
    value: text.nullish(),
    values: z.array(text).max(VALUES_MAX).nullish(),
  };
  const group = depth === 0 ? undefined : z.array(itemAt(depth - 1)).min(1).max(COMPARISONS_MAX).nullish();
  const shape = group === undefined ? comparison : { ...comparison, any: group, all: group };
  return z.strictObject(shape).transform((written, context) => {
    const { any, all, ...rest } = written as typeof written & { any?: LogCondition[]; all?: LogCondition[] };
    if (any != null || all != null) return readGroup({ any, all, ...rest }, context);
    return readComparison(rest, context);
  }) as unknown as z.ZodType<LogCondition, WrittenCondition>;
}

type Refusals = z.core.ParsePayload | z.RefinementCtx;

function refuse(context: Refusals, path: (string | number)[], message: string): typeof z.NEVER {
  context.issues.push({ code: "custom", path, message, input: undefined });
  return z.NEVER;
}

function readGroup(
  { any, all, ...rest }: { any?: LogCondition[] | null; all?: LogCondition[] | null },
  context: Refusals,
): LogCondition {
  if (any != null && all != null) return refuse(context, [], "either 'any' or 'all', not both");
  if (Object.values(rest).some((value) => value != null)) return refuse(context, [], "a group has nothing beside it");
  return any != null ? { any } : { all: all! };
}

function readComparison(written: WrittenCondition, context: Refusals): LogCondition {
  const { field, operator } = written;
  if (field == null) return refuse(context, ["field"], "a comparison needs a field, a group 'any' or 'all'");
  if (operator == null) return refuse(context, ["operator"], "a comparison needs an operator");
  const definition = logField(field);
  const allowed = OPERATORS_OF[definition.kind];
  if (!allowed.includes(operator)) return refuse(context, ["operator"], `${field} takes ${allowed.join(", ")}`);
  const isNamed = definition.named === true;
  if (isNamed !== (written.name != null)) {
    return refuse(context, ["name"], isNamed ? `${field} needs a name` : `${field} takes no name`);
  }
  const texts = textsOf(written, operator);
  if (typeof texts === "string") return refuse(context, ["value"], texts);
  const values: LogValue[] = [];
  for (const [index, one] of texts.entries()) {
    const read = readValue(one, definition);
    if (read === null) {
      const path = written.values == null ? ["value"] : ["values", index];
      return refuse(context, path, `not ${expected(definition)}`);
    }
    values.push(read);
  }
  return { field, name: written.name ?? null, operator, values } satisfies LogComparison;
}

/** The values as they are written; a sentence when there are too many or too few. */
function textsOf({ value, values }: WrittenCondition, operator: LogOperator): string[] | string {
  switch (operator) {
    case "EXISTS":
    case "NOT_EXISTS":
      return value == null && values == null ? [] : `${operator} takes no value`;
    case "IN":
    case "NOT_IN":
      return values != null && values.length > 0 && value == null ? values : `${operator} takes 'values', at least one`;
    default:
      return value != null && values == null ? [value] : `${operator} takes 'value'`;
  }
}

/** A value as it is compared; null for what is none of the field's. */
function readValue(written: string, { kind, choices, node }: LogFieldDefinition): LogValue | null {
  switch (kind) {
    case "text":
      return written;
    case "choice":
      return choices?.find((choice) => choice === written.toLowerCase()) ?? null;
    case "boolean":
      return written === "true" ? true : written === "false" ? false : null;
    case "uuid":
      return readId(written, node);
    case "integer": {
      const number = Number(written);
      return /^-?\d{1,16}$/.test(written) && Number.isSafeInteger(number) ? number : null;
    }
    case "real": {
      const number = Number(written);
      return written.trim() !== "" && number >= 0 && number <= AMOUNT_MAX ? number : null;
    }
    case "time": {
      const ms = z.iso.datetime({ offset: true }).safeParse(written).success ? Date.parse(written) : NaN;
      // The years that Postgres reads what we write of.
      return ms >= EARLIEST_MS && ms <= LATEST_MS ? ms : null;
    }
  }
}

const EARLIEST_MS = Date.parse("0001-01-01T00:00:00Z");
const LATEST_MS = Date.parse("9999-12-31T23:59:59.999Z");

/** A global id, or the bare UUID as it stands in headers and records. */
function readId(written: string, node: LogFieldDefinition["node"]): string | null {
  const bare = uuid.safeParse(written);
  if (bare.success) return bare.data;
  try {
    const { typename, id } = decodeAnyGlobalId(written);
    return typename === node ? id : null;
  } catch {
    return null;
  }
}

function expected({ kind, choices, node }: LogFieldDefinition): string {
  switch (kind) {
    case "text":
      return "a text";
    case "choice":
      return `one of ${choices!.map((choice) => choice.toUpperCase()).join(", ")}`;
    case "boolean":
      return "true or false";
    case "uuid":
      return `the id of a ${node}, or a UUID`;
    case "integer":
      return "a whole number";
    case "real":
      return `a number from 0 to ${AMOUNT_MAX}`;
    case "time":
      return "a point in time like 2026-01-31T12:00:00Z";
  }
}

function countOf(conditions: readonly LogCondition[]): number {
  return conditions.reduce((sum, condition) => {
    if (condition === undefined) return sum;
    return sum + ("all" in condition ? countOf(condition.all) : "any" in condition ? countOf(condition.any) : 1);
  }, 0);
}

/** Conditions as the API and saved views write them: texts, checked by the field that they are compared with. */
export const logWhere = z.array(itemAt(GROUP_DEPTH_MAX)).max(COMPARISONS_MAX).superRefine((conditions, context) => {
  if (countOf(conditions) > COMPARISONS_MAX) {
    context.addIssue({ code: "custom", message: `at most ${COMPARISONS_MAX} comparisons, those in groups included` });
  }
});
