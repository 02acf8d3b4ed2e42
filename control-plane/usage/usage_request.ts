import { z } from "zod";
import { requestOutcome } from "../../shared/contracts/request_record.ts";
import { parseInput } from "../parse_input.ts";
import { daysBefore, endOfDay, startOfDay, startsOnWholeHours } from "./zoned_days.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The longest range by hour and by day, in days; days of a time zone are added up from hours, which are not kept for ever. */
export const RANGE_DAYS_MAX = { HOUR: 31, DAY: 1_100, ZONED_DAY: 92 } as const;
export const SERIES_DEFAULT = 10;
export const SERIES_MAX = 50;
/** Values of one list of the filter. */
export const FILTER_VALUES_MAX = 100;

export type UsageBucket = "HOUR" | "DAY";

/** What series are told apart by. */
export type UsageGroupBy = "PROJECT" | "API_KEY" | "PROVIDER" | "MODEL" | "ROUTE" | "OUTCOME" | "ERROR_CODE";

/** Told apart by day only, and by nothing else beside. */
export type UsageLabelGroupBy = "END_USER" | "TAG";

/** What usage is asked for, checked. */
export interface UsageRequest {
  tenantId: string;
  projectId: string | null;
  bucket: UsageBucket;
  /** Whose days they are, of DAY; null: those of UTC. */
  timeZone: string | null;
  /** The first bucket's beginning and the last one's end, epoch milliseconds. */
  fromMs: number;
  toMs: number;
  groupBy: UsageGroupBy | UsageLabelGroupBy | null;
  /** Which tag, where that is what series are told apart by; else null. */
  tagName: string | null;
  filter: UsageFilter;
  /** How many series at most: those of most requests. */
  seriesMax: number;
  /** Whether all other series are given too, as one. */
  other: boolean;
}

/** Only usage with one of each of these; what is left out demands nothing. */
export interface UsageFilter {
  projectIds?: string[] | undefined;
  apiKeyIds?: string[] | undefined;
  providers?: string[] | undefined;
  models?: string[] | undefined;
  routeNames?: string[] | undefined;
  outcomes?: string[] | undefined;
  errorCodes?: string[] | undefined;
}

/** Reads what is asked for; `ValidationError` with every problem. Buckets that the range touches are given whole. */
export function readUsageRequest(input: unknown): UsageRequest {
  const { from, to, groupBy, tagName, first, projectId, timeZone, filter, other, ...request } = parseInput(
    usageRequest,
    input,
  );
  return {
    ...request,
    projectId: projectId ?? null,
    groupBy: groupBy ?? null,
    tagName: tagName ?? null,
    timeZone: timeZone ?? null,
    filter: { ...filter, outcomes: filter.outcomes },
    other: other ?? false,
    seriesMax: first,
    ...wholeBuckets({ fromMs: from.getTime(), toMs: to.getTime() }, { bucket: request.bucket, timeZone }),
  };
}

/** The same of as long a time before: as many hours, or as many days. */
export function previousRequest(request: UsageRequest): UsageRequest {
  const { fromMs, toMs, timeZone } = request;
  const before = timeZone === null ? fromMs - (toMs - fromMs) : daysBefore({ fromMs, toMs }, timeZone);
  return { ...request, fromMs: before, toMs: fromMs };
}

/** Whether series are told apart by what only UsageLabelDaily knows. */
export function isByLabel(groupBy: UsageRequest["groupBy"]): groupBy is UsageLabelGroupBy {
  return groupBy === "END_USER" || groupBy === "TAG";
}

function wholeBuckets(
  { fromMs, toMs }: { fromMs: number; toMs: number },
  { bucket, timeZone }: { bucket: UsageBucket; timeZone: string | null | undefined },
): { fromMs: number; toMs: number } {
  if (timeZone != null) return { fromMs: startOfDay(fromMs, timeZone), toMs: endOfDay(toMs, timeZone) };
  const unitMs = bucket === "HOUR" ? HOUR_MS : DAY_MS;
  return { fromMs: Math.floor(fromMs / unitMs) * unitMs, toMs: Math.ceil(toMs / unitMs) * unitMs };
}

/** The day that it cuts must end within the years that Postgres reads, in any zone. */
const TO_MS_MAX = Date.parse("9999-12-30T00:00:00Z");
const FROM_MS_MIN = Date.parse("0001-01-03T00:00:00Z");

const texts = z.array(z.string().max(256)).max(FILTER_VALUES_MAX).nullish().transform((all) =>
  all == null || all.length === 0 ? undefined : all
);

const usageRequest = z.object({
  tenantId: z.string(),
  projectId: z.string().nullish(),
  bucket: z.enum(["HOUR", "DAY"]),
  timeZone: z.string().max(64).refine(isTimeZone, { message: "no IANA time zone", abort: true }).nullish(),
  from: z.date(),
  to: z.date(),
  groupBy: z.enum([
    "PROJECT",
    "API_KEY",
    "PROVIDER",
    "MODEL",
    "ROUTE",
    "OUTCOME",
    "ERROR_CODE",
    "END_USER",
    "TAG",
  ]).nullish(),
  tagName: z.string().min(1).max(64).nullish(),
  filter: z.object({
    projectIds: texts,
    apiKeyIds: texts,
    providers: texts,
    models: texts,
    routeNames: texts,
    outcomes: z.array(requestOutcome).nullish().transform((all) => all?.length ? all as string[] : undefined),
    errorCodes: texts,
  }),
  first: z.int().min(1).max(SERIES_MAX),
  other: z.boolean().nullish(),
}).superRefine((request, context) => {
  const refuse = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  const { bucket, from, to, groupBy, tagName, filter, timeZone } = request;
  if (to <= from) refuse("to", "must be after 'from'");
  if (to.getTime() > TO_MS_MAX) refuse("to", "too far ahead");
  if (from.getTime() < FROM_MS_MIN) refuse("from", "too long ago");
  const daysMax = RANGE_DAYS_MAX[timeZone == null ? bucket : "ZONED_DAY"];
  const isTooLong = to.getTime() - from.getTime() > daysMax * DAY_MS;
  if (isTooLong) {
    refuse("to", `at most ${daysMax} days after 'from', by ${bucket}${timeZone == null ? "" : " of a zone"}`);
  }
  if (timeZone != null && !isTooLong) {
    if (bucket !== "DAY") refuse("timeZone", "hours are the same everywhere: only days have a time zone");
    else if (to > from && !startsOnWholeHours({ fromMs: from.getTime(), toMs: to.getTime() }, timeZone)) {
      refuse(
        "timeZone",
        "days of this zone do not begin on whole hours of UTC, of which they would have to be added up",
      );
    }
  }
  if ((groupBy === "TAG") !== (tagName != null)) refuse("tagName", "belongs to groupBy TAG, and is needed with it");
  if (!isByLabel(groupBy ?? null)) return;
  if (bucket !== "DAY") refuse("bucket", `${groupBy} is told apart by DAY only`);
  if (timeZone != null) refuse("timeZone", `${groupBy} is told apart by days of UTC only`);
  const { projectIds: _projectIds, ...others } = filter;
  if (Object.values(others).some((value) => value !== undefined)) {
    refuse("filter", `${groupBy} cannot be told apart together with other things`);
  }
});

/** By name: of offsets like `+05:30` Postgres thinks the other way round. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false;
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId !== "";
  } catch {
    return false;
  }
}
