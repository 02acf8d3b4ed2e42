import type { FeedOutbox } from "../../prisma/generated/client/client.ts";
import type { Transaction } from "../database.ts";
import type { FeedDependencies } from "./feed_dependencies.ts";
import { type FeedEntry, putFeedEntry } from "./feed_entry.ts";
import { feedHolds, type FeedMark, lockFeed, readFeedMark } from "./feed_mark.ts";

/** How much one transaction delivers. */
const BATCH_ROWS = 100;
const DELIVERED_KEPT_MS = 24 * 3_600_000;

/**
 * Delivers one batch of undelivered outbox rows, in order, and says how many; 0 when there are none.
 *
 * `behind`: the feed does not hold what was delivered before (it forgot, or was restored from its past) and must be
 * republished first; nothing was delivered. Throws when the database or the feed is unreachable, and the rows stay.
 */
export async function deliverPending(dependencies: FeedDependencies): Promise<number | "behind"> {
  const { db } = dependencies;
  // The lock is taken for those only who find something to do.
  if (await db.feedOutbox.findFirst({ where: { deliveredAt: null }, select: { id: true } }) === null) return 0;
  return await db.$transaction((transaction) => deliverBatch(dependencies, transaction), {
    maxWait: 10_000,
    timeout: 60_000,
  });
}

/** Deletes rows delivered over a day ago; the newest stays, since it is the mark that the feed is held against. */
export async function pruneDelivered({ db, clock }: Pick<FeedDependencies, "db" | "clock">): Promise<number> {
  const before = new Date(clock.now() - DELIVERED_KEPT_MS);
  return await db.$executeRaw`
    DELETE FROM "FeedOutbox" WHERE "deliveredAt" < ${before}
    AND "id" < (SELECT max("id") FROM "FeedOutbox" WHERE "deliveredAt" IS NOT NULL)`;
}

async function deliverBatch(dependencies: FeedDependencies, transaction: Transaction): Promise<number | "behind"> {
  const { transport, clock } = dependencies;
  await lockFeed(transaction);
  const mark = await readFeedMark(transaction);
  const rows = await takePending(transaction, mark);
  const last = rows.at(-1);
  if (last === undefined) return 0;
  if (!await feedHolds(transport.feedState, mark)) return "behind";
  for (const entry of await loadEntries(transaction, rows)) await putFeedEntry(dependencies, entry);
  // The feed first: should the commit below fail, the rows are delivered again, which does no harm.
  if (await transport.feedState.commit(mark.epoch, last.id) === "forgotten") return "behind";
  await transaction.feedOutbox.updateMany({
    where: { id: { in: rows.map((row) => row.id) } },
    data: { deliveredAt: new Date(clock.now()) },
  });
  return rows.length;
}

/** The next undelivered rows, all above the mark. */
async function takePending(transaction: Transaction, mark: FeedMark): Promise<FeedOutbox[]> {
  // Ids are drawn before the commit, so that a slow transaction's row can come to light below the mark. It gets a new
  // id: delivered under its own it would leave the mark where it was, and its loss would not be seen.
  await transaction.$executeRaw`
    UPDATE "FeedOutbox" SET "id" = nextval(pg_get_serial_sequence('"FeedOutbox"', 'id'))
    WHERE "deliveredAt" IS NULL AND "id" < ${mark.delivered}`;
  return await transaction.feedOutbox.findMany({
    where: { deliveredAt: null },
    orderBy: { id: "asc" },
    take: BATCH_ROWS,
  });
}

/** The present state of what the rows speak of, each once, in the rows' order; what is gone is left out. */
async function loadEntries(transaction: Transaction, rows: FeedOutbox[]): Promise<FeedEntry[]> {
  const idsOf = (kind: FeedEntry["kind"]) => rows.filter((row) => row.kind === kind).map((row) => row.entityId);
  const load = async <Row extends { id: string }, Kind extends FeedEntry["kind"]>(
    kind: Kind,
    find: (where: { id: { in: string[] } }) => Promise<Row[]>,
  ) => {
    const ids = idsOf(kind);
    return ids.length === 0 ? [] : (await find({ id: { in: ids } })).map((row) => ({ kind, row }));
  };
  const found = [
    ...await load("CREDENTIAL", (where) => transaction.credential.findMany({ where })),
    ...await load("REVISION", (where) => transaction.revision.findMany({ where })),
    ...await load("API_KEY", (where) => transaction.apiKey.findMany({ where })),
  ];
  const byId = new Map(found.map((entry) => [entry.row.id, entry as FeedEntry]));
  return [...new Set(rows.map((row) => row.entityId))].flatMap((id) => byId.get(id) ?? []);
}
