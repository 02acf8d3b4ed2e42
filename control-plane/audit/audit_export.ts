import { z } from "zod";
import { authorize } from "../authorization/authorize.ts";
import { exportQuery } from "../exports/export_query.ts";
import type { ExportRow, ExportSource } from "../exports/export_source.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { parseInput } from "../parse_input.ts";
import { auditFilter } from "./audit_filter.ts";
import { readAuditFilter } from "./audit_filter_input.ts";
import { type PagedAuditEvent, pagedAuditEvents } from "./audit_page.ts";
import { auditCursor, listAuditEvents } from "./read_audit.ts";

const PAGE_EVENTS = 500;
const COLUMNS = [
  "at",
  "id",
  "action",
  "actorKind",
  "actorId",
  "actorName",
  "actorEmail",
  "targetKind",
  "targetId",
  "targetName",
  "ipAddress",
  "requestId",
  "before",
  "after",
] as const;

/** A tenant's audit trail as a file, the newest first; the filter of `auditEvents` as parameters. Ids in it are UUIDs. */
export const auditExport: ExportSource = {
  name: "audit",
  // deno-lint-ignore require-await -- what it throws must reject
  async open(call, query) {
    const { tenantId: globalId, ...given } = exportQuery(parameters, query);
    const tenantId = decodeGlobalId("Tenant", globalId, "tenantId");
    authorize(call.actor, "audit.read", tenantId);
    const { action: actions, ...rest } = given;
    const filter = readAuditFilter({ ...rest, actions });
    parseInput(auditFilter, filter, []);
    let after: string | undefined;
    let isOver = false;
    return {
      tenantId,
      action: "audit.read",
      columns: COLUMNS,
      told: { from: given.from?.toISOString() ?? null, to: given.to?.toISOString() ?? null },
      nextPage: async () => {
        if (isOver) return null;
        const events = await listAuditEvents(call, { tenantId, filter }, { after, limit: PAGE_EVENTS });
        isOver = events.length < PAGE_EVENTS;
        const last = events.at(-1);
        if (last === undefined) return null;
        after = auditCursor(last);
        return await Promise.all(pagedAuditEvents(call.dependencies.db, events).map(toRow));
      },
    };
  },
};

const moment = z.iso.datetime({ offset: true, error: "must be a time like 2026-01-31T12:00:00Z" })
  .transform((text) => new Date(text));

const parameters = z.strictObject({
  tenantId: z.string("is needed, once"),
  actor: z.string().optional(),
  actorKind: z.enum(["USER", "TOKEN", "SERVICE_ACCOUNT", "SYSTEM"]).optional(),
  action: z.union([z.string().transform((one) => [one]), z.array(z.string())]).optional(),
  targetKind: z.string().optional(),
  targetId: z.string().optional(),
  from: moment.optional(),
  to: moment.optional(),
  text: z.string().optional(),
});

async function toRow(event: PagedAuditEvent): Promise<ExportRow> {
  const [actor, target] = await Promise.all([event.page.actorOf(event), event.page.targetOf(event)]);
  return {
    at: event.ts,
    id: event.id,
    action: event.action,
    actorKind: event.actorKind,
    actorId: event.actorId,
    actorName: actor.name,
    actorEmail: actor.email,
    targetKind: event.targetKind,
    targetId: event.targetId,
    targetName: target.name,
    ipAddress: event.ipAddress,
    requestId: event.requestId,
    before: event.before,
    after: event.after,
  };
}
