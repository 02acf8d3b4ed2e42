import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { readUsage, type UsageSeries } from "./read_usage.ts";
import { usageGroup } from "./usage_group.ts";
import { readUsageFilter, UsageBucketEnum, UsageFilterInput, UsageGroupByEnum } from "./usage_input.ts";
import { RANGE_DAYS_MAX, SERIES_DEFAULT, SERIES_MAX } from "./usage_request.ts";
import { UsageErrorsType, UsageOverTimeType, UsagePoint, UsageType } from "./usage_types.ts";

const UsageSeriesType = builder.objectRef<UsageSeries>("UsageSeries").implement({
  description: "Usage over time of requests that have one thing in common.",
  fields: (t) => ({
    group: t.string({
      nullable: true,
      description:
        "What that is: a global id for PROJECT and API_KEY, else the name or value, empty for none; null without " +
        "`groupBy`, and for the rest.",
      resolve: usageGroup,
    }),
    isOther: t.exposeBoolean("isOther", {
      description: "Whether it is the rest: all requests that belong to none of the other series.",
    }),
    total: t.expose("total", { type: UsageType, description: "The whole range." }),
    points: t.expose("points", {
      type: [UsagePoint],
      description: "Hours or days in which there were requests, the oldest first.",
    }),
    previous: t.field({
      type: UsageOverTimeType,
      description: "The same of as many hours or days before, to compare with.",
      resolve: (series) => series.previous(),
    }),
    errorBreakdown: t.field({
      type: [UsageErrorsType],
      nullable: true,
      description: "What did not complete, by error, most requests first; null by end user and by tag.",
      resolve: (series) => series.errorBreakdown(),
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
      timeZone: t.arg.string({
        description: "Whose days they are, of DAY: an IANA name, of a zone whose days begin on whole hours of UTC; " +
          `${RANGE_DAYS_MAX.ZONED_DAY} days at a time. Left out: those of UTC.`,
      }),
      groupBy: t.arg({
        type: UsageGroupByEnum,
        description: "What series are told apart by; left out: one series of all.",
      }),
      tagName: t.arg.string({ description: "Which tag, with `groupBy: TAG`." }),
      filter: t.arg({ type: UsageFilterInput, description: "Which requests count; left out: all." }),
      first: t.arg.int({ description: `How many series; ${SERIES_DEFAULT} by default, ${SERIES_MAX} at most.` }),
      other: t.arg.boolean({
        description: "Whether everything else is given too, as one series at the end. Default false.",
      }),
    },
    resolve: (_root, { tenantId, projectId, filter, first, ...args }, context) =>
      readUsage(context, {
        ...args,
        tenantId: decodeGlobalId("Tenant", tenantId, "tenantId"),
        projectId: projectId == null ? null : decodeGlobalId("Project", projectId, "projectId"),
        first: first ?? SERIES_DEFAULT,
        filter: readUsageFilter(filter),
      }),
  }));
