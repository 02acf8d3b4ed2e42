import { z } from "zod";
import { isUuidv7 } from "../../shared/identifiers/uuid.ts";
import { dollarsOf, nanoUsdOf } from "./dollars.ts";
import { readFilterText } from "./read_filter_text.ts";
import { writeFilterText } from "./write_filter_text.ts";
import { DIALECTS, ERROR_OUTCOMES, type LogFilter, OUTCOMES, sinceMs } from "./log_filter.ts";
import { instantOfLocal, isTimeZone } from "./zoned_time.ts";

/** What an address says of a filter: all of it that can be understood, and what cannot. */
export interface ReadFilter {
  filter: LogFilter;
  problems: readonly FilterProblem[];
}

/** What is wrong with one value of a filter. */
export interface FilterProblem {
  param: FilterParam;
  /** As it stands in the address. */
  value: string;
  /** What is expected there. */
  message: string;
}

export type FilterParam = typeof FILTER_PARAMS[number];

/** Every parameter of an address that belongs to a filter, in the order in which they are written. */
export const FILTER_PARAMS = [
  "q",
  "outcome",
  "model",
  "provider",
  "route",
  "key",
  "user",
  "error",
  "request",
  "dialect",
  "stream",
  "tag",
  "status-min",
  "status-max",
  "since",
  "from",
  "to",
  "cost-min",
  "ms-min",
] as const;

/**
 * Reads a filter from an address or from the form that makes one. Besides what `writeFilter` writes it takes `errors=1`
 * (errors only), costs as dollars, and times without a zone, which are of the zone in `zone`, else of UTC.
 */
export function readFilter(params: URLSearchParams): ReadFilter {
  const problems: FilterProblem[] = [];
  const read = <T>(param: FilterParam, schema: z.ZodType<T, string>): T | undefined => {
    const value = params.get(param)?.trim();
    if (!value) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    problems.push({ param, value, message: parsed.error.issues[0]!.message });
  };
  const moment = momentIn(params.get("zone") ?? "UTC");
  const filter = withoutUndefined({
    where: readWhere(params, problems),
    outcome: readOutcomes(params, problems),
    model: read("model", text),
    provider: read("provider", text),
    route: read("route", text),
    key: read("key", text),
    user: read("user", text),
    error: read("error", text),
    request: read("request", requestId),
    dialect: read("dialect", dialect),
    stream: read("stream", yesOrNo),
    tag: read("tag", tag),
    statusMin: read("status-min", status),
    statusMax: read("status-max", status),
    since: read("since", since),
    from: read("from", moment),
    to: read("to", moment),
    costMin: read("cost-min", dollars),
    totalMin: read("ms-min", milliseconds),
  });
  // A span that ends now says less than one with an end of its own.
  if (filter.from !== undefined || filter.to !== undefined) delete filter.since;
  return { filter, problems: [...problems, ...contradictions(filter)] };
}

/** Writes a filter into an address, always in the same way. `readFilter` reads the same filter from it. */
export function writeFilter(filter: LogFilter): URLSearchParams {
  const { outcome = [], tag, costMin } = filter;
  const values: Record<Exclude<FilterParam, "outcome">, string | number | undefined> = {
    q: filter.where && writeFilterText(filter.where),
    model: filter.model,
    provider: filter.provider,
    route: filter.route,
    key: filter.key,
    user: filter.user,
    error: filter.error,
    request: filter.request,
    dialect: filter.dialect,
    stream: filter.stream === undefined ? undefined : filter.stream ? "yes" : "no",
    tag: tag && `${tag.name}=${tag.value}`,
    "status-min": filter.statusMin,
    "status-max": filter.statusMax,
    since: filter.since,
    from: filter.from,
    to: filter.to,
    "cost-min": costMin && dollarsOf(costMin),
    "ms-min": filter.totalMin,
  };
  const params = new URLSearchParams(OUTCOMES.filter((one) => outcome.includes(one)).map((one) => ["outcome", one]));
  for (const [param, value] of Object.entries(values)) if (value !== undefined) params.set(param, String(value));
  return params;
}

// As the API bounds it.
const text = z.string().max(256, "at most 256 characters").refine(
  (value) => !value.includes("\0"),
  "no NUL characters",
);
const requestId = z.string().toLowerCase().refine(isUuidv7, "a request's id, as answers carry it in x-request-id");
const dialect = z.enum(DIALECTS, `one of ${DIALECTS.join(", ")}`);
const yesOrNo = z.enum(["yes", "no"], "yes or no").transform((value) => value === "yes");
const status = z.string().regex(/^[0-5]?\d?\d$/, "an HTTP status, 0 to 599").transform(Number);
const since = z.string().refine((value) => sinceMs(value) !== null, "a span such as 15m, 24h or 7d, at most a year");
const milliseconds = z.string().regex(/^\d{1,9}$/, "milliseconds, a whole number").transform(Number);
const dollars = z.string().regex(/^\d{1,7}(\.\d{1,9})?$/, "dollars, such as 0.01").transform(nanoUsdOf);
const tag = z.string().max(512, "at most 512 characters").regex(/^[^=\0]{1,256}=[^\0]{0,256}$/, "a tag as name=value")
  .transform((value) => ({ name: value.slice(0, value.indexOf("=")), value: value.slice(value.indexOf("=") + 1) }));

function momentIn(zone: string): z.ZodType<string, string> {
  return z.string().transform((value, context) => {
    const hasZone = /(Z|[+-]\d\d:\d\d)$/i.test(value);
    const parsed = hasZone ? Date.parse(value) : instantOfLocal(value, isTimeZone(zone) ? zone : "UTC");
    if (parsed !== null && parsed >= 0 && parsed < YEAR_10000_MS) return isoOf(parsed);
    context.addIssue({ code: "custom", message: "a time such as 2026-11-23T14:05" });
    return z.NEVER;
  });
}

function readWhere(params: URLSearchParams, problems: FilterProblem[]): LogFilter["where"] {
  const text = params.get("q")?.trim() ?? "";
  if (text.length > TEXT_LENGTH_MAX) {
    problems.push({ param: "q", value: text, message: `at most ${TEXT_LENGTH_MAX} characters` });
    return undefined;
  }
  const read = readFilterText(text);
  problems.push(...read.problems.map(({ part, message }) => ({ param: "q" as const, value: part, message })));
  return read.conditions.length > 0 ? read.conditions : undefined;
}

function readOutcomes(params: URLSearchParams, problems: FilterProblem[]): LogFilter["outcome"] {
  const asked = new Set<string>(params.get("errors") === "1" ? ERROR_OUTCOMES : []);
  for (const value of params.getAll("outcome")) if (value !== "") asked.add(value);
  const known = OUTCOMES.filter((outcome) => asked.delete(outcome));
  for (const value of asked) problems.push({ param: "outcome", value, message: `one of ${OUTCOMES.join(", ")}` });
  return known.length > 0 ? known : undefined;
}

function contradictions({ statusMin, statusMax, from, to }: LogFilter): FilterProblem[] {
  const problems: FilterProblem[] = [];
  if (statusMin !== undefined && statusMax !== undefined && statusMin > statusMax) {
    problems.push({ param: "status-max", value: String(statusMax), message: `not below the least, ${statusMin}` });
  }
  if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to)) {
    problems.push({ param: "to", value: to, message: `later than the beginning, ${from}` });
  }
  return problems;
}

const YEAR_10000_MS = 253_402_300_800_000;
const TEXT_LENGTH_MAX = 4_000;

function isoOf(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

/** Without the properties that are undefined: an absent demand and an undefined one are the same, and compare so. */
function withoutUndefined(filter: { [Name in keyof LogFilter]: LogFilter[Name] | undefined }): LogFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
