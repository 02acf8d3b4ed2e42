import { type AuditEvent, Prisma } from "../../prisma/generated/client/client.ts";
import { uuid } from "../../shared/contracts/identifiers.ts";
import { ValidationError } from "../api_error.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import type { Database } from "../database.ts";
import { parseInput } from "../parse_input.ts";
import { sqlState } from "../recorder/sql_state.ts";
import { auditFilter, auditFilterSql } from "./audit_filter.ts";

export interface AuditPage {
  /** Only events older than this cursor of `auditCursor()`. */
  after?: string | undefined;
  limit: number;
}

/** How long a search may take, milliseconds. */
const SEARCH_MS_MAX = 5_000;

/** A tenant's audit trail, the newest first. `filter` is checked here; its paths begin with `filter`. */
export async function listAuditEvents(
  call: Call,
  input: { tenantId: string; filter: unknown },
  page: AuditPage,
): Promise<AuditEvent[]> {
  authorize(call.actor, "audit.read", input.tenantId);
  const { db } = call.dependencies;
  const filter = parseInput(auditFilter, input.filter ?? {}, ["filter"]);
  const actorIds = filter.actorId === undefined ? [] : await actorIdsOf(db, filter.actorId);
  const where = Prisma.join(
    [auditFilterSql(input.tenantId, filter, actorIds), ...olderThan(page.after)],
    " AND ",
  );
  try {
    return await db.$transaction(async (tx) => {
      // Texts are looked for one event after the other.
      await tx.$executeRaw`SELECT set_config('statement_timeout', ${String(SEARCH_MS_MAX)}, true)`;
      return await tx.$queryRaw<AuditEvent[]>`
        SELECT * FROM "AuditEvent" WHERE ${where} ORDER BY "ts" DESC, "id" DESC LIMIT ${page.limit}`;
    });
  } catch (error) {
    if (sqlState(error) !== "57014") throw error;
    const message = `takes longer than ${SEARCH_MS_MAX / 1_000} seconds: narrow it by from and to, or by actions`;
    throw new ValidationError([{ path: ["filter"], message }]);
  }
}

/** One event by its id, whosever it is; authorize before it is shown. */
export async function findAuditEvent(db: Database, id: string): Promise<AuditEvent | null> {
  return await db.auditEvent.findUnique({ where: { id } });
}

/** Where an event stands in the trail. Opaque to clients. */
export function auditCursor({ ts, id }: Pick<AuditEvent, "ts" | "id">): string {
  return btoa(`audit:${ts.getTime()}:${id}`);
}

/** The actor, and the tokens that are a person's. */
async function actorIdsOf(db: Database, actorId: string): Promise<string[]> {
  const tokens = await db.personalAccessToken.findMany({ where: { userId: actorId }, select: { id: true } });
  return [actorId, ...tokens.map(({ id }) => id)];
}

function olderThan(cursor: string | undefined): Prisma.Sql[] {
  if (cursor === undefined) return [];
  let text = "";
  try {
    text = atob(cursor);
  } catch {
    // Refused below, like every other cursor that is not ours.
  }
  const [, ms, id] = /^audit:(\d{1,15}):(.+)$/.exec(text) ?? [];
  if (ms === undefined || !uuid.safeParse(id).success || Number(ms) > LATEST_MS) {
    throw new ValidationError([{ path: ["after"], message: "not a cursor of this list" }]);
  }
  return [Prisma.sql`("ts", "id") < (${new Date(Number(ms))}::timestamptz, ${id}::uuid)`];
}

/** The last moment that Postgres reads as we write it. */
const LATEST_MS = Date.parse("9999-12-31T23:59:59.999Z");
