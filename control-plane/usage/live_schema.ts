import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import type { LatencyHistogram } from "./latency_histogram.ts";
import type { LiveUsageEvent } from "./live_subscription.ts";
import type { LiveSums } from "./live_sums.ts";
import { LATENCY_SECONDS } from "./live_usage.ts";
import { LatencyQuantiles } from "./usage_types.ts";
import { watchUsage } from "./watch_usage.ts";

const LiveUsageType = builder.objectRef<LiveUsageEvent>("LiveUsage").implement({
  description: "What came in since the event before, about a second ago.",
  fields: (t) => {
    const sum = (name: Exclude<keyof LiveSums, "intervalMs">, description: string) =>
      t.field({ type: "BigInt", description, resolve: ({ sums }) => BigInt(sums[name]) });
    const latency = (name: "latency" | "timeToFirstToken", description: string) =>
      t.field({
        type: LatencyQuantiles,
        nullable: true,
        description: `${description}, of the last ${LATENCY_SECONDS} seconds; null where there were none.`,
        resolve: (event): LatencyHistogram | null => event[name].count === 0 ? null : event[name],
      });
    return {
      at: t.expose("at", { type: "DateTime", description: "The end of that time." }),
      intervalMs: t.float({
        description: "How long it was, in milliseconds: longer than a second for a client that does not keep up.",
        resolve: ({ sums }) => sums.intervalMs,
      }),
      requests: sum("requests", "How many requests ended."),
      errors: sum("errors", "How many of them failed or were interrupted."),
      cancelled: sum("cancelled", "How many clients went away."),
      denied: sum("denied", "How many were refused before any attempt."),
      cacheHits: sum("cacheHits", "How many were answered from the cache."),
      unpriced: sum("unpriced", "How many have no known cost."),
      inputTokens: sum("inputTokens", "Input tokens, cached ones included."),
      outputTokens: sum("outputTokens", "Output tokens, reasoning included."),
      costNanoUsd: sum("costNanoUsd", "Cost in nano-dollars, without what is unpriced."),
      latency: latency("latency", "How long completed requests took in all"),
      timeToFirstToken: latency("timeToFirstToken", "How long completed requests took to their first token"),
      gap: t.exposeBoolean("gap", {
        description:
          "Requests may be missing: the stream was away or lost some. `usageSeries` has them all in the end.",
      }),
    };
  },
});

builder.subscriptionField("usageLive", (t) =>
  t.field({
    type: LiveUsageType,
    description:
      "A tenant's usage as it happens: an event about every second, also when there was nothing. Subscribe " +
      "again whenever it ends.",
    args: {
      tenantId: t.arg.id({ required: true, description: "The tenant." }),
      projectId: t.arg.id({ description: "Only this project." }),
    },
    subscribe: (_root, { tenantId, projectId }, context) =>
      watchUsage(context, {
        tenantId: decodeGlobalId("Tenant", tenantId, "tenantId"),
        projectId: projectId == null ? null : decodeGlobalId("Project", projectId, "projectId"),
      }),
    resolve: (event) => event,
  }));
