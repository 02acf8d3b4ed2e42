import { z } from "zod";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { ValidationError } from "../api_error.ts";
import { exportQuery } from "../exports/export_query.ts";
import type { ExportRow, ExportSource } from "../exports/export_source.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { readLogQuery } from "./log_query.ts";
import { logCursor, readLogs } from "./read_logs.ts";
import { toRequestLogRow } from "./request_log_row.ts";
import { withinSearchTime } from "./within_search_time.ts";

const PAGE_LOGS = 200;

/**
 * Request records as a file, the newest first, read page by page. `where` is `RequestLogFilter.where` as JSON. Ids in it are
 * UUIDs, as records and headers have them.
 */
export const logsExport: ExportSource = {
  name: "logs",
  async open(call, query) {
    const given = exportQuery(parameters, query);
    const { tenantId, conditions } = await readLogQuery(call, {
      projectId: given.projectId === undefined ? null : decodeGlobalId("Project", given.projectId, "projectId"),
      tenantId: given.tenantId === undefined ? null : decodeGlobalId("Tenant", given.tenantId, "tenantId"),
      filter: { from: given.from, to: given.to, where: given.where === undefined ? null : readJson(given.where) },
    });
    let after: string | undefined;
    let isOver = false;
    return {
      tenantId,
      action: "request_log.read",
      columns: COLUMNS,
      told: {
        from: given.from?.toISOString() ?? null,
        to: given.to?.toISOString() ?? null,
        filtered: given.where !== undefined,
      },
      nextPage: async () => {
        if (isOver) return null;
        const { searchDb } = call.dependencies;
        const logs = await withinSearchTime(() => readLogs(searchDb, conditions, { after, limit: PAGE_LOGS }));
        isOver = logs.length < PAGE_LOGS;
        const last = logs.at(-1);
        if (last === undefined) return null;
        after = logCursor(last);
        return logs.map(toRow);
      },
    };
  },
};

/** What somebody reads first comes first. */
const COLUMNS = [
  ...["ts", "id", "projectId", "apiKeyId", "endUser", "outcome", "status", "errorCode", "dialect", "stream"],
  ...["modelAsked", "modelServed", "provider", "providerKind", "routeName", "revisionNumber", "revisionHash"],
  ...["inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens", "reasoningTokens", "costNanoUsd"],
  ...["priceVersion", "queueMs", "overheadMs", "ttftMs", "totalMs", "cacheHit", "estimatedTokens", "maxTokensAsked"],
  ...["tags", "attempts", "routePath", "conditionInputs", "policyVerdicts", "charges", "degradation", "droppedFields"],
  ...["bodies", "replayOf", "traceId", "keyVersion", "instance", "sequence"],
];

function toRow(record: RequestRecord): ExportRow {
  return toRequestLogRow(record);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ValidationError([{ path: ["where"], message: "not JSON" }]);
  }
}

const moment = z.iso.datetime({ offset: true, error: "must be a time like 2026-01-31T12:00:00Z" })
  .transform((text) => new Date(text));

const parameters = z.strictObject({
  projectId: z.string().optional(),
  tenantId: z.string().optional(),
  from: moment.optional(),
  to: moment.optional(),
  where: z.string().max(16_384).optional(),
});
