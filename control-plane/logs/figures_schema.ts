import { builder } from "../graphql/builder.ts";
import { RequestLogFieldEnum, RequestLogFilter } from "./log_filter_input.ts";
import {
  FACET_RECORDS_MAX,
  FACETS_DEFAULT,
  FACETS_MAX,
  type LogFacet,
  type LogFacets,
  readLogFacets,
} from "./log_facets.ts";
import { logScopeArgs, readLogInput } from "./log_scope_input.ts";
import {
  BUCKETS_DEFAULT,
  BUCKETS_MAX,
  COUNTED_RECORDS_MAX,
  type LogVolume,
  readLogVolume,
  type VolumeBucket,
} from "./log_volume.ts";

/** One costs as much as many fields: it counts many records. */
const FIGURES_COMPLEXITY = 500;

const VolumeSourceEnum = builder.enumType("RequestLogVolumeSource", {
  description: "What was counted.",
  values: {
    ROLLUPS: { description: "The hourly sums: also requests whose records are gone by now." },
    RECORDS: { description: "The records themselves." },
  } as const,
});

const VolumeBucketType = builder.objectRef<VolumeBucket>("RequestLogVolumeBucket").implement({
  description: "How many requests there were in one stretch of time.",
  fields: (t) => {
    const count = (outcome: keyof VolumeBucket["counts"], description: string) =>
      t.field({ type: "BigInt", description, resolve: ({ counts }) => BigInt(counts[outcome] ?? 0) });
    return {
      at: t.expose("at", { type: "DateTime", description: "When it began." }),
      completed: count("completed", "Those that got a whole answer."),
      failed: count("failed", "Those that failed."),
      cancelled: count("cancelled", "Those whose client went away."),
      denied: count("denied", "Those that were refused before any attempt."),
      interrupted: count("interrupted", "Those whose gateway died."),
    };
  },
});

const LogVolumeType = builder.objectRef<LogVolume>("RequestLogVolume").implement({
  description: "How many requests there were over time, by outcome.",
  fields: (t) => ({
    source: t.expose("source", { type: VolumeSourceEnum, description: "What was counted." }),
    bucketSeconds: t.float({
      description: "How long each bucket is, in seconds.",
      resolve: ({ stepMs }) => stepMs / 1_000,
    }),
    from: t.field({
      type: "DateTime",
      description: "When the first bucket begins.",
      resolve: ({ fromMs }) => new Date(fromMs),
    }),
    to: t.field({ type: "DateTime", description: "When the last one ends.", resolve: ({ toMs }) => new Date(toMs) }),
    requests: t.field({
      type: "BigInt",
      description: "All of them together.",
      resolve: ({ requests }) => BigInt(requests),
    }),
    complete: t.exposeBoolean("complete", { description: "Whether every request counts." }),
    countedFrom: t.expose("countedFrom", {
      type: "DateTime",
      nullable: true,
      description: "What came before this moment was too much to be counted; null when every request counts.",
    }),
    buckets: t.expose("buckets", {
      type: [VolumeBucketType],
      description: "Those in which there was a request, the oldest first.",
    }),
  }),
});

const LogFacetType = builder.objectRef<LogFacet>("RequestLogFacet").implement({
  description: "A value that records have in a field.",
  fields: (t) => ({
    value: t.exposeString("value", { description: "As `RequestLogCondition.value` takes it." }),
    label: t.exposeString("label", { nullable: true, description: "What the project or the API key is called." }),
    requests: t.exposeInt("requests", { description: "How many of the records looked at have it." }),
  }),
});

const LogFacetsType = builder.objectRef<LogFacets>("RequestLogFacets").implement({
  description: "The values that records have in a field, those of most records first.",
  fields: (t) => ({
    values: t.expose("values", { type: [LogFacetType], description: "The values." }),
    counted: t.exposeInt("counted", {
      description:
        `How many records were looked at: the newest, ${FACET_RECORDS_MAX} at most; 0 when none has a value.`,
    }),
    complete: t.exposeBoolean("complete", { description: "Whether these are all that the filter lets pass." }),
  }),
});

builder.queryField("requestLogVolume", (t) =>
  t.field({
    type: LogVolumeType,
    complexity: FIGURES_COMPLEXITY,
    description:
      "How many requests there were over time, by outcome: from the hourly rollups where the filter is about " +
      "projects, API keys, providers, routes, outcomes and error codes alone and buckets are whole hours, else from the " +
      `newest ${COUNTED_RECORDS_MAX} records.`,
    args: {
      ...logScopeArgs(t),
      filter: t.arg({ type: RequestLogFilter, description: "Which records; left out: all." }),
      from: t.arg({ type: "DateTime", required: true, description: "The first moment; its bucket is given whole." }),
      to: t.arg({
        type: "DateTime",
        required: true,
        description: "The end, exclusive, at most 400 days later; the bucket that it cuts is given whole.",
      }),
      buckets: t.arg.int({
        description: `How many buckets at most; ${BUCKETS_DEFAULT} by default, ${BUCKETS_MAX} at most.`,
      }),
    },
    resolve: (_root, { from, to, buckets, ...args }, context) =>
      readLogVolume(context, { ...readLogInput(args), from, to, buckets: buckets ?? BUCKETS_DEFAULT }),
  }));

builder.queryField("requestLogFacets", (t) =>
  t.field({
    type: LogFacetsType,
    complexity: FIGURES_COMPLEXITY,
    description: "The values that a field has most often under a filter, to choose from.",
    args: {
      ...logScopeArgs(t),
      filter: t.arg({ type: RequestLogFilter, description: "Which records; left out: all." }),
      field: t.arg({
        type: RequestLogFieldEnum,
        required: true,
        description: "The field: none of times and durations.",
      }),
      name: t.arg.string({ description: "Which tag or input, with the fields TAG and CONDITION_INPUT." }),
      contains: t.arg.string({ description: "Only values with this in them." }),
      first: t.arg.int({ description: `How many values; ${FACETS_DEFAULT} by default, ${FACETS_MAX} at most.` }),
    },
    resolve: (_root, { field, name, contains, first, ...args }, context) =>
      readLogFacets(context, { ...readLogInput(args), field, name, contains, first: first ?? FACETS_DEFAULT }),
  }));
