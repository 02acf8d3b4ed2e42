import { z } from "zod";
import { authorize } from "../authorization/authorize.ts";
import { exportQuery } from "../exports/export_query.ts";
import type { ExportRow, ExportSource } from "../exports/export_source.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { readUsage, type Usage, type UsageSeries } from "./read_usage.ts";
import { usageGroup } from "./usage_group.ts";
import { SERIES_DEFAULT } from "./usage_request.ts";
import { USAGE_SUMS } from "./usage_sums.ts";

const PAGE_ROWS = 500;
const SUMS = [...USAGE_SUMS, "errors", "cancelled", "denied"] as (keyof Usage & keyof ExportRow)[];
const LATENCIES = { total: "totalMs", ttft: "ttftMs", overhead: "overheadMs" } as const;
const SHARES = { p50: 0.5, p95: 0.95, p99: 0.99 };
const LATENCY_COLUMNS = Object.keys(LATENCIES).flatMap((name) =>
  Object.keys(SHARES).map((share) => `${name}Ms_${share}`)
);

/** A tenant's usage over time as a file: a row for each hour or day of each series; what `usageSeries` takes as parameters. */
export const usageExport: ExportSource = {
  name: "usage",
  async open(call, query) {
    const { latencies, ...given } = exportQuery(parameters, query);
    const tenantId = decodeGlobalId("Tenant", given.tenantId, "tenantId");
    authorize(call.actor, "usage.read", tenantId);
    const { bucket, groupBy = null, timeZone = null } = given;
    const series = await readUsage(call, {
      ...{ tenantId, bucket, groupBy, timeZone, from: given.from, to: given.to, tagName: given.tagName ?? null },
      projectId: given.projectId === undefined ? null : decodeGlobalId("Project", given.projectId, "projectId"),
      first: given.first ?? SERIES_DEFAULT,
      other: given.other ?? false,
      filter: {
        apiKeyIds: given.apiKeyId?.map((id) => decodeGlobalId("ApiKey", id, "apiKeyId")),
        providers: given.provider,
        models: given.model,
        routeNames: given.routeName,
        outcomes: given.outcome?.map((outcome) => outcome.toLowerCase()),
        errorCodes: given.errorCode,
      },
    });
    const points = series.flatMap((one) => one.points.map((point) => ({ series: one, ...point })));
    let next = 0;
    return {
      tenantId,
      action: "usage.read",
      columns: ["at", "group", "isOther", ...SUMS, ...latencies === true ? LATENCY_COLUMNS : []],
      told: { bucket, groupBy, from: given.from.toISOString(), to: given.to.toISOString() },
      nextPage: async () => {
        const page = points.slice(next, next += PAGE_ROWS);
        if (page.length === 0) return null;
        return await Promise.all(page.map((point) => toRow(point, latencies === true)));
      },
    };
  },
};

async function toRow(
  { series, at, usage }: { series: UsageSeries; at: Date; usage: Usage },
  withLatencies: boolean,
): Promise<ExportRow> {
  const sums = Object.fromEntries(SUMS.map((name) => [name, usage[name]]));
  const row = { at, group: usageGroup(series), isOther: series.isOther, ...sums };
  return withLatencies ? { ...row, ...await quantiles(usage) } : row;
}

async function quantiles(usage: Usage): Promise<ExportRow> {
  const shares = Object.entries(SHARES);
  const read = await Promise.all(
    Object.entries(LATENCIES).map(async ([name, column]) => {
      const values = (await usage.latency(column))?.quantiles(shares.map(([, share]) => share)) ?? null;
      return shares.map(([share], index) => [`${name}Ms_${share}`, values?.[index] ?? null]);
    }),
  );
  return Object.fromEntries(read.flat());
}

const moment = z.iso.datetime({ offset: true, error: "must be a time like 2026-01-31T12:00:00Z" })
  .transform((text) => new Date(text));
const several = z.union([z.string().transform((one) => [one]), z.array(z.string())]).optional();
const flag = z.enum(["true", "false"]).transform((word) => word === "true").optional();

/** What is wrong with the rest of it is told as by `usageSeries`. */
const parameters = z.strictObject({
  tenantId: z.string("is needed, once"),
  projectId: z.string().optional(),
  from: moment,
  to: moment,
  bucket: z.enum(["HOUR", "DAY"]),
  timeZone: z.string().optional(),
  groupBy: z.string().optional(),
  tagName: z.string().optional(),
  first: z.coerce.number().int().optional(),
  other: flag,
  latencies: flag,
  apiKeyId: several,
  provider: several,
  model: several,
  routeName: several,
  outcome: several,
  errorCode: several,
});
