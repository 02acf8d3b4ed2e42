import { LABELS } from "./filter_labels.ts";
import { filterField } from "./filter_fields.ts";
import { isComparison, type LogCondition } from "./log_condition.ts";
import type { LogFilter } from "./log_filter.ts";
import { writeFilter } from "./filter_url.ts";
import { writeComparison, writeFilterText } from "./write_filter_text.ts";

/** One demand of a filter, and the filter without it. */
export interface FilterChip {
  words: string;
  without: LogFilter;
}

/** A filter's demands one by one. `names` tells what ids are called. */
export function filterChips(filter: LogFilter, names: Readonly<Record<string, string>> = {}): FilterChip[] {
  const { where = [], ...simple } = filter;
  const chips: FilterChip[] = [];
  for (const [property, label] of SIMPLE) {
    if (simple[property] === undefined) continue;
    const { [property]: _gone, ...without } = filter;
    chips.push({ words: `${label}: ${valueWords(property, simple, names)}`, without });
  }
  for (const [place, condition] of where.entries()) {
    const rest = where.filter((_, other) => other !== place);
    const { where: _all, ...others } = filter;
    chips.push({
      words: conditionWords(condition, names),
      without: rest.length === 0 ? others : { ...others, where: rest },
    });
  }
  return chips;
}

type Simple = Exclude<keyof LogFilter, "where">;

const SIMPLE: readonly (readonly [Simple, label: string])[] = [
  ["since", "Last"],
  ["from", LABELS.from],
  ["to", LABELS.to],
  ["outcome", LABELS.outcome],
  ["model", LABELS.model],
  ["provider", LABELS.provider],
  ["route", LABELS.route],
  ["key", LABELS.key],
  ["user", LABELS.user],
  ["error", LABELS.error],
  ["request", LABELS.request],
  ["dialect", LABELS.dialect],
  ["stream", LABELS.stream],
  ["tag", LABELS.tag],
  ["statusMin", LABELS["status-min"]],
  ["statusMax", LABELS["status-max"]],
  ["costMin", LABELS["cost-min"]],
  ["totalMin", LABELS["ms-min"]],
];

/** As it stands in the address, with names in the place of ids. */
function valueWords(property: Simple, filter: LogFilter, names: Readonly<Record<string, string>>): string {
  const values = [...writeFilter({ [property]: filter[property] }).values()];
  return values.map((value) => names[value] ?? value).join(", ");
}

function conditionWords(condition: LogCondition, names: Readonly<Record<string, string>>): string {
  if (!isComparison(condition)) return writeFilterText([condition]);
  const { field, value, values } = condition;
  const isNamed = filterField(field).kind === "id" && (value ?? values?.[0] ?? "") in names;
  if (!isNamed) return writeComparison(condition);
  const { value: _value, values: _values, ...about } = condition;
  return writeComparison({
    ...about,
    ...(value !== undefined && { value: names[value] ?? value }),
    ...(values !== undefined && { values: values.map((each) => names[each] ?? each) }),
  });
}
