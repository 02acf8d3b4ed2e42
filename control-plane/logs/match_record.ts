import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { type LogComparison, type LogCondition, negated } from "./log_condition.ts";
import { logField, type LogValue } from "./log_fields.ts";

/** Whether a record meets every condition; agrees with `conditionsSql` about a stored one. */
export function matchesRecord(conditions: readonly LogCondition[], record: RequestRecord): boolean {
  // A loop: a live tail asks this of every record for every subscriber.
  for (const condition of conditions) if (!meets(condition, record)) return false;
  return true;
}

function meets(condition: LogCondition, record: RequestRecord): boolean {
  if ("all" in condition) return matchesRecord(condition.all, record);
  if ("any" in condition) return condition.any.some((each) => meets(each, record));
  const positive = negated(condition.operator);
  return positive === null ? compares(condition, record) : !compares({ ...condition, operator: positive }, record);
}

function compares(comparison: LogComparison, record: RequestRecord): boolean {
  const { kind, read } = logField(comparison.field);
  const held = read(record, comparison.name ?? "");
  const isReal = kind === "real";
  const isText = kind === "text";
  if (!Array.isArray(held)) return holds(comparison, held as LogValue | null, { isReal, isText });
  return held.some((value) => holds(comparison, value, { isReal, isText }));
}

function holds(
  { operator, values }: LogComparison,
  held: LogValue | null,
  { isReal, isText }: { isReal: boolean; isText: boolean },
): boolean {
  if (held === null) return false;
  // The database keeps times in single precision and texts without what it cannot hold: both must see the same.
  const value = isReal ? Math.fround(held as number) : isText ? storable(held as string) : held;
  const wanted = isReal ? Math.fround(values[0] as number) : values[0]!;
  switch (operator) {
    case "EXISTS":
      return true;
    case "EQ":
      return value === wanted;
    case "IN":
      return isReal ? values.some((one) => Math.fround(one as number) === value) : values.includes(value);
    case "CONTAINS":
      return (value as string).includes(wanted as string);
    case "STARTS_WITH":
      return (value as string).startsWith(wanted as string);
    case "LT":
      return value < wanted;
    case "LTE":
      return value <= wanted;
    case "GT":
      return value > wanted;
    case "GTE":
      return value >= wanted;
    case "NE":
    case "NOT_IN":
    case "NOT_EXISTS":
      throw new Error(`${operator} is asked as what it negates`);
  }
}

function storable(text: string): string {
  return text.isWellFormed() && !text.includes("\0") ? text : text.toWellFormed().replaceAll("\0", "\ufffd");
}
