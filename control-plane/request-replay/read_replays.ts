import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { isUuidv7 } from "../../shared/identifiers/uuid.ts";
import { ValidationError } from "../api_error.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import { findLog } from "../logs/read_logs.ts";
import { fromRequestLogRow } from "../logs/request_log_row.ts";

/** The requests that repeat one, the newest first. */
export async function readReplays(
  call: Call,
  original: RequestRecord,
  page: { after?: string | undefined; before?: string | undefined; limit: number; inverted: boolean },
): Promise<RequestRecord[]> {
  authorize(call.actor, "request_log.read", original.tenantId);
  const rows = await call.dependencies.db.requestLog.findMany({
    where: {
      replayOf: original.id,
      tenantId: original.tenantId,
      // Partitions before the original have none.
      ts: { gte: new Date(original.ts) },
      AND: [
        // Ids are in the order of time.
        page.after === undefined ? {} : { id: { lt: idOf("after", page.after) } },
        page.before === undefined ? {} : { id: { gt: idOf("before", page.before) } },
      ],
    },
    orderBy: { id: page.inverted ? "asc" : "desc" },
    take: page.limit,
  });
  return rows.map(fromRequestLogRow);
}

/** The request that one repeats; null for none, and when it is gone. */
export async function readOriginal(call: Call, { replayOf, tenantId }: RequestRecord): Promise<RequestRecord | null> {
  authorize(call.actor, "request_log.read", tenantId);
  const original = replayOf === null ? null : await findLog(call.dependencies.db, replayOf);
  return original?.tenantId === tenantId ? original : null;
}

/** Where a replay stands among the others; opaque to clients. */
export function replayCursor({ id }: RequestRecord): string {
  return btoa(`replay:${id}`);
}

function idOf(side: string, cursor: string): string {
  let text = "";
  try {
    text = atob(cursor);
  } catch {
    // Refused below, like every other cursor that is not ours.
  }
  const id = text.replace(/^replay:/, "");
  if (!text.startsWith("replay:") || !isUuidv7(id)) {
    throw new ValidationError([{ path: [side], message: "not a cursor of this list" }]);
  }
  return id;
}
