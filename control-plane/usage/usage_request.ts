import { z } from "zod";
import { parseInput } from "../parse_input.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The longest range by hour and by day, in days. */
export const RANGE_DAYS_MAX = { HOUR: 31, DAY: 1_100 } as const;
export const SERIES_DEFAULT = 10;
export const SERIES_MAX = 50;

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
  /** The first bucket's beginning and the last one's end, epoch milliseconds. */
  fromMs: number;
  toMs: number;
  groupBy: UsageGroupBy | UsageLabelGroupBy | null;
  /** Which tag, where that is what series are told apart by; else null. */
  tagName: string | null;
  filter: UsageFilter;
  /** How many series at most: those of most requests. */
  seriesMax: number;
}

/** Only usage with exactly these. */
export interface UsageFilter {
  apiKeyId?: string | undefined;
  provider?: string | undefined;
  model?: string | undefined;
  routeName?: string | undefined;
}

/** Reads what is asked for; `ValidationError` with every problem. Buckets that the range touches are given whole. */
export function readUsageRequest(input: unknown): UsageRequest {
  const { from, to, groupBy, tagName, first, projectId, ...request } = parseInput(usageRequest, input);
  const unitMs = request.bucket === "HOUR" ? HOUR_MS : DAY_MS;
  return {
    ...request,
    projectId: projectId ?? null,
    groupBy: groupBy ?? null,
    tagName: tagName ?? null,
    seriesMax: first,
    fromMs: Math.floor(from.getTime() / unitMs) * unitMs,
    toMs: Math.ceil(to.getTime() / unitMs) * unitMs,
  };
}

/** Whether series are told apart by what only UsageLabelDaily knows. */
export function isByLabel(groupBy: UsageRequest["groupBy"]): groupBy is UsageLabelGroupBy {
  return groupBy === "END_USER" || groupBy === "TAG";
}

/** The day that it cuts must end within the years that Postgres reads. */
const TO_MS_MAX = Date.parse("9999-12-31T00:00:00Z");

const text = z.string().max(256).optional();

const usageRequest = z.object({
  tenantId: z.string(),
  projectId: z.string().nullish(),
  bucket: z.enum(["HOUR", "DAY"]),
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
  filter: z.object({ apiKeyId: text, provider: text, model: text, routeName: text }),
  first: z.int().min(1).max(SERIES_MAX),
}).superRefine((request, context) => {
  const refuse = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  const { bucket, from, to, groupBy, tagName, filter } = request;
  if (to <= from) refuse("to", "must be after 'from'");
  if (to.getTime() > TO_MS_MAX) refuse("to", "too far ahead");
  const daysMax = RANGE_DAYS_MAX[bucket];
  if (to.getTime() - from.getTime() > daysMax * DAY_MS) {
    refuse("to", `at most ${daysMax} days after 'from', by ${bucket}`);
  }
  if ((groupBy === "TAG") !== (tagName != null)) refuse("tagName", "belongs to groupBy TAG, and is needed with it");
  if (!isByLabel(groupBy ?? null)) return;
  if (bucket !== "DAY") refuse("bucket", `${groupBy} is told apart by DAY only`);
  if (Object.values(filter).some((value) => value !== undefined)) {
    refuse("filter", `${groupBy} cannot be told apart together with other things`);
  }
});
