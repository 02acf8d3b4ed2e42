import type { Prisma } from "../../prisma/generated/client/client.ts";

/**
 * Waits until no other control plane writes to the feed, and keeps them out until the transaction ends.
 *
 * One at a time, because the feed's mark says that everything up to an outbox id is there: two that deliver side by side
 * could raise it past an entry that the other has not delivered yet.
 */
export async function lockFeed(transaction: Prisma.TransactionClient): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('perpetuo_feed'))`;
}

/** The highest outbox id delivered so far; 0 when none ever was. */
export async function lastDelivered(transaction: Prisma.TransactionClient): Promise<bigint> {
  const newest = await transaction.feedOutbox.aggregate({
    _max: { id: true },
    where: { deliveredAt: { not: null } },
  });
  return newest._max.id ?? 0n;
}

/** The epoch that the feed of this installation carries; a fault when the installation was never made. */
export async function feedEpoch(transaction: Prisma.TransactionClient): Promise<string> {
  const installation = await transaction.installation.findUnique({ where: { id: 1 }, select: { feedEpoch: true } });
  if (installation === null) throw new Error("the database has no installation row");
  return installation.feedEpoch;
}
