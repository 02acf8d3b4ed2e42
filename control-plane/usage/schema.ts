import { builder } from "../graphql/builder.ts";
import { decodeGlobalId, encodeGlobalId } from "../graphql/global_id.ts";
import type { LatencyHistogram } from "./latency_histogram.ts";
import { readUsage, type Usage, type UsageSeries } from "./read_usage.ts";
import { RANGE_DAYS_MAX, SERIES_DEFAULT, SERIES_MAX } from "./usage_request.ts";
import type { LatencyColumn } from "./usage_sql.ts";

const UsageBucketEnum = builder.enumType("UsageBucket", {
  description: "How time is cut.",
  values: {
    HOUR: { description: `Hours; kept for 90 days at least, ${RANGE_DAYS_MAX.HOUR} days at a time.` },
    DAY: { description: "Days of UTC; kept for three years." },
  } as const,
});

const UsageGroupByEnum = builder.enumType("UsageGroupBy", {
  description: "What series are told apart by.",
  values: {
    PROJECT: { description: "The project." },
    API_KEY: { description: "The API key." },
    PROVIDER: { description: "The provider that answered, or was tried last." },
    MODEL: { description: "The model served, or tried last." },
    ROUTE: { description: "The route." },
    OUTCOME: { description: "How the request ended: `completed`, `failed`, `cancelled`, `denied` or `interrupted`." },
    ERROR_CODE: { description: "The stable code of the error." },
    END_USER: { description: "The application's own user; by day only, and for as long as records are kept." },
    TAG: { description: "The value of the tag `tagName`; by day only, and for as long as records are kept." },
  } as const,
});

const UsageFilterInput = builder.inputType("UsageFilter", {
  description: "Which requests count. All that is given must hold; texts are compared whole.",
  fields: (t) => ({
    apiKeyId: t.id({ description: "The API key." }),
    provider: t.string({ description: "The provider's name." }),
    model: t.string({ description: "The model." }),
    routeName: t.string({ description: "The route." }),
  }),
});

const LatencyQuantiles = builder.objectRef<LatencyHistogram>("LatencyQuantiles").implement({
  description: "How long it took, in milliseconds; within 5 % of the exact quantiles.",
  fields: (t) => ({
    count: t.int({ description: "Of how many requests.", resolve: (histogram) => histogram.count }),
    p50Ms: t.float({
      description: "What half of them did not exceed.",
      resolve: (histogram) => quantile(histogram, 0.5),
    }),
    p95Ms: t.float({ description: "What 95 % did not exceed.", resolve: (histogram) => quantile(histogram, 0.95) }),
    p99Ms: t.float({ description: "What 99 % did not exceed.", resolve: (histogram) => quantile(histogram, 0.99) }),
  }),
});

const UsageType = builder.objectRef<Usage>("Usage").implement({
  description: "What some requests sum up to.",
  fields: (t) => {
    const sum = (name: Exclude<keyof Usage, "latency" | "cancelled" | "denied">, description: string) =>
      t.field({ type: "BigInt", description, resolve: (usage) => usage[name] });
    const latency = (column: LatencyColumn, description: string) =>
      t.field({
        type: LatencyQuantiles,
        nullable: true,
        description: `${description} Null where there were none, and by end user and by tag.`,
        resolve: (usage) => usage.latency(column),
      });
    return {
      requests: sum("requests", "How many."),
      errors: sum("errors", "How many of them failed or were interrupted."),
      cancelled: t.field({
        type: "BigInt",
        nullable: true,
        description: "How many clients went away; null by end user and by tag.",
        resolve: ({ cancelled }) => cancelled,
      }),
      denied: t.field({
        type: "BigInt",
        nullable: true,
        description: "How many were refused before any attempt; null by end user and by tag.",
        resolve: ({ denied }) => denied,
      }),
      cacheHits: sum("cacheHits", "How many were answered from the cache."),
      unpriced: sum("unpriced", "How many cost something that is not known, since their model has no known price."),
      inputTokens: sum("inputTokens", "Input tokens, cached ones included."),
      outputTokens: sum("outputTokens", "Output tokens, reasoning included."),
      cacheReadTokens: sum("cacheReadTokens", "Input tokens that providers read from their caches."),
      cacheWriteTokens: sum("cacheWriteTokens", "Input tokens that providers wrote to their caches."),
      reasoningTokens: sum("reasoningTokens", "Output tokens of reasoning."),
      costNanoUsd: sum("costNanoUsd", "Cost in nano-dollars, without what is unpriced."),
      latency: latency("totalMs", "How long completed requests took in all."),
      timeToFirstToken: latency("ttftMs", "How long completed requests took to their first token."),
      overhead: latency("overheadMs", "The gateway's own share of completed requests' time."),
    };
  },
});

const UsagePoint = builder.objectRef<UsageSeries["points"][number]>("UsagePoint").implement({
  description: "An hour or a day of a series.",
  fields: (t) => ({
    at: t.expose("at", { type: "DateTime", description: "When it began." }),
    usage: t.expose("usage", { type: UsageType, description: "What its requests sum up to." }),
  }),
});

const UsageSeriesType = builder.objectRef<UsageSeries>("UsageSeries").implement({
  description: "Usage over time of requests that have one thing in common.",
  fields: (t) => ({
    group: t.string({
      nullable: true,
      description:
        "What that is: a global id for PROJECT and API_KEY, else the name or value, empty for none; null without `groupBy`.",
      resolve: groupId,
    }),
    total: t.expose("total", { type: UsageType, description: "The whole range." }),
    points: t.expose("points", {
      type: [UsagePoint],
      description: "Hours or days in which there were requests, the oldest first.",
    }),
  }),
});

builder.queryField("usageSeries", (t) =>
  t.field({
    type: [UsageSeriesType],
    description:
      "A tenant's usage over time; none where there were no requests. Of many series those of most requests are given.",
    args: {
      tenantId: t.arg.id({ required: true, description: "The tenant." }),
      projectId: t.arg.id({ description: "Only this project." }),
      from: t.arg({
        type: "DateTime",
        required: true,
        description: "The first moment; its hour or day is given whole.",
      }),
      to: t.arg({
        type: "DateTime",
        required: true,
        description: "The end, exclusive; the hour or day that it cuts is given whole.",
      }),
      bucket: t.arg({ type: UsageBucketEnum, required: true, description: "How time is cut." }),
      groupBy: t.arg({
        type: UsageGroupByEnum,
        description: "What series are told apart by; left out: one series of all.",
      }),
      tagName: t.arg.string({ description: "Which tag, with `groupBy: TAG`." }),
      filter: t.arg({ type: UsageFilterInput, description: "Which requests count; left out: all." }),
      first: t.arg.int({ description: `How many series; ${SERIES_DEFAULT} by default, ${SERIES_MAX} at most.` }),
    },
    resolve: (_root, { tenantId, projectId, filter, first, ...args }, context) =>
      readUsage(context, {
        ...args,
        tenantId: decodeGlobalId("Tenant", tenantId, "tenantId"),
        projectId: projectId == null ? null : decodeGlobalId("Project", projectId, "projectId"),
        first: first ?? SERIES_DEFAULT,
        filter: {
          apiKeyId: filter?.apiKeyId == null ? undefined : decodeGlobalId("ApiKey", filter.apiKeyId, "filter.apiKeyId"),
          provider: filter?.provider ?? undefined,
          model: filter?.model ?? undefined,
          routeName: filter?.routeName ?? undefined,
        },
      }),
  }));

function groupId({ group, groupBy }: UsageSeries): string | null {
  if (group === null) return null;
  if (groupBy === "PROJECT") return encodeGlobalId("Project", group);
  return groupBy === "API_KEY" ? encodeGlobalId("ApiKey", group) : group;
}

function quantile(histogram: LatencyHistogram, share: number): number {
  // There is one: a histogram that counted nothing is not given at all.
  return histogram.quantiles([share])![0]!;
}
