import type { EndUserErasure } from "../../prisma/generated/client/client.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { eraseBodies } from "../bodies/erase_bodies.ts";
import type { Database, Transaction } from "../database.ts";
import { eraseCounters } from "./erase_counters.ts";

const DAY_MS = 86_400_000;
/** Records of one step: it holds its locks for some milliseconds only. */
const STEP_RECORDS = 1_000;

/** What a step did: nothing, since there is no erasure to do; some of one; or the rest of one. */
export type ErasureStep = { done: "nothing" } | { done: "some" | "all"; erasure: EndUserErasure };

/**
 * Does a piece of the oldest erasure that is not done: beginning it, up to 1,000 records of one day, or at last what
 * budgets say. Each piece is a transaction of its own with its progress, so that whoever comes next, in whichever process, goes
 * on where it ended.
 */
export async function eraseStep({ db, clock }: { db: Database; clock: Clock }): Promise<ErasureStep> {
  return await db.$transaction(async (transaction) => {
    const [erasure] = await transaction.$queryRaw<EndUserErasure[]>`
      SELECT * FROM "EndUserErasure" WHERE "state" <> 'DONE'
      ORDER BY "requestedAt", "id" LIMIT 1 FOR UPDATE SKIP LOCKED`;
    if (erasure === undefined) return { done: "nothing" };
    if (erasure.state === "QUEUED") return { done: "some", erasure: await begin(transaction, erasure, clock) };
    const { erasedUntil, requestedAt } = erasure;
    if (erasedUntil! > requestedAt) return { done: "all", erasure: await finish(transaction, erasure, clock) };
    return { done: "some", erasure: await eraseSome(transaction, erasure) };
  }, { maxWait: 10_000, timeout: 120_000 });
}

async function begin(transaction: Transaction, erasure: EndUserErasure, clock: Clock): Promise<EndUserErasure> {
  // Whoever stores records now does not know of this erasure: its records are found once they are committed. Those who come
  // after know of it.
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('perpetuo_erasures'))`;
  const projects = await projectsOf(transaction, erasure);
  const [{ oldest }] = await transaction.$queryRaw<[{ oldest: Date | null }]>`
    SELECT min(first."ts") AS "oldest" FROM unnest(${projects}::uuid[]) AS project(id) CROSS JOIN LATERAL (
      SELECT "ts" FROM "RequestLog" WHERE "projectId" = project.id ORDER BY "ts" LIMIT 1) AS first`;
  const from = new Date(startOfDay((oldest ?? erasure.requestedAt).getTime()));
  return await transaction.endUserErasure.update({
    where: { id: erasure.id },
    data: { state: "RUNNING", startedAt: new Date(clock.now()), erasedFrom: from, erasedUntil: from },
  });
}

async function eraseSome(transaction: Transaction, erasure: EndUserErasure): Promise<EndUserErasure> {
  const { id, endUser, requestedAt } = erasure;
  const day = { from: erasure.erasedUntil!, to: new Date(startOfDay(erasure.erasedUntil!.getTime()) + DAY_MS) };
  const projects = await projectsOf(transaction, erasure);
  const rows = await transaction.$queryRaw<{ id: string; ts: Date }[]>`
    DELETE FROM "RequestLog" WHERE "ts" >= ${day.from}::timestamptz AND "ts" < ${day.to}::timestamptz AND "ctid" IN (
      SELECT "ctid" FROM "RequestLog"
      WHERE "ts" >= ${day.from}::timestamptz AND "ts" < ${day.to}::timestamptz AND "ts" <= ${requestedAt}::timestamptz
        AND "projectId" = ANY (${projects}::uuid[]) AND "endUser" = ${endUser}
      ORDER BY "ts" LIMIT ${STEP_RECORDS})
    RETURNING "id", "ts"`;
  const bodies = await eraseBodies(transaction, rows.map((row) => row.id));
  const isDayDone = rows.length < STEP_RECORDS;
  const usageRows = isDayDone ? await eraseUsage(transaction, erasure, { projects, ...day }) : 0;
  // The next step begins with the last record's moment, since others may share it.
  const until = isDayDone ? day.to : new Date(rows.reduce((last, { ts }) => Math.max(last, ts.getTime()), 0));
  return await transaction.endUserErasure.update({
    where: { id },
    data: {
      recordsErased: { increment: rows.length },
      bodiesErased: { increment: bodies },
      usageRowsErased: { increment: usageRows },
      erasedUntil: until,
    },
  });
}

/** By itself, since recorders of the tenant wait for it. */
async function finish(transaction: Transaction, erasure: EndUserErasure, clock: Clock): Promise<EndUserErasure> {
  await eraseCounters(transaction, { ...erasure, endUser: erasure.endUser! }, clock);
  return await transaction.endUserErasure.update({
    where: { id: erasure.id },
    // The name itself is erased last of all; late records are known by its hash.
    data: { state: "DONE", completedAt: new Date(clock.now()), endUser: null },
  });
}

async function eraseUsage(
  transaction: Transaction,
  { tenantId, endUser }: EndUserErasure,
  { projects, from, to }: { projects: string[]; from: Date; to: Date },
): Promise<number> {
  const { count } = await transaction.usageLabelDaily.deleteMany({
    where: {
      tenantId,
      kind: "END_USER",
      name: "",
      at: { gte: new Date(startOfDay(from.getTime())), lt: to },
      projectId: { in: projects },
      value: endUser!,
    },
  });
  return count;
}

async function projectsOf(transaction: Transaction, { tenantId, projectId }: EndUserErasure): Promise<string[]> {
  if (projectId !== null) return [projectId];
  const projects = await transaction.project.findMany({ where: { tenantId }, select: { id: true } });
  return projects.map(({ id }) => id);
}

function startOfDay(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}
