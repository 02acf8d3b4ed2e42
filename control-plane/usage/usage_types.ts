import { builder } from "../graphql/builder.ts";
import { RequestOutcomeEnum } from "../logs/record_types.ts";
import type { LatencyHistogram } from "./latency_histogram.ts";
import type { Usage, UsageErrors, UsageOverTime } from "./read_usage.ts";
import type { LatencyColumn } from "./usage_sql.ts";

export const LatencyQuantiles = builder.objectRef<LatencyHistogram>("LatencyQuantiles").implement({
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

export const UsageType = builder.objectRef<Usage>("Usage").implement({
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

export const UsagePoint = builder.objectRef<UsageOverTime["points"][number]>("UsagePoint").implement({
  description: "An hour or a day of a series.",
  fields: (t) => ({
    at: t.expose("at", { type: "DateTime", description: "When it began." }),
    usage: t.expose("usage", { type: UsageType, description: "What its requests sum up to." }),
  }),
});

export const UsageOverTimeType = builder.objectRef<UsageOverTime>("UsageOverTime").implement({
  description: "Usage over a stretch of time.",
  fields: (t) => ({
    from: t.expose("from", { type: "DateTime", description: "When it begins." }),
    to: t.expose("to", { type: "DateTime", description: "When it ends." }),
    total: t.expose("total", { type: UsageType, description: "All of it." }),
    points: t.expose("points", {
      type: [UsagePoint],
      description: "Hours or days in which there were requests, the oldest first.",
    }),
  }),
});

export const UsageErrorsType = builder.objectRef<UsageErrors>("UsageErrors").implement({
  description: "How many requests did not complete for one reason.",
  fields: (t) => ({
    errorCode: t.exposeString("errorCode", { description: "The stable code of the error; empty for none." }),
    outcome: t.expose("outcome", { type: RequestOutcomeEnum, description: "How they ended." }),
    requests: t.expose("requests", { type: "BigInt", description: "How many." }),
  }),
});

function quantile(histogram: LatencyHistogram, share: number): number {
  // There is one: a histogram that counted nothing is not given at all.
  return histogram.quantiles([share])![0]!;
}
