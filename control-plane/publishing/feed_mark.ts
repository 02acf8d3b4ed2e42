import type { FeedState } from "../../shared/transport/feed_state.ts";
import type { Transaction } from "../database.ts";

/** Where the feed must stand to be whole: the installation's epoch, and the highest outbox id delivered so far. */
export interface FeedMark {
  epoch: string;
  delivered: bigint;
}

/**
 * Waits until no other control plane writes to the feed, and keeps them out until the transaction ends.
 *
 * One at a time, because the feed's mark says that everything up to an outbox id is there: two that deliver side by side
 * could raise it past an entry that the other has not delivered yet.
 */
export async function lockFeed(transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('perpetuo_feed'))`;
}

/** Reads the mark that the database demands; a fault when the installation was never made. */
export async function readFeedMark(transaction: Transaction): Promise<FeedMark> {
  const installation = await transaction.installation.findUnique({ where: { id: 1 }, select: { feedEpoch: true } });
  if (installation === null) throw new Error("the database has no installation row");
  const newest = await transaction.feedOutbox.aggregate({ _max: { id: true }, where: { deliveredAt: { not: null } } });
  return { epoch: installation.feedEpoch, delivered: newest._max.id ?? 0n };
}

/** Whether the feed holds everything up to the mark. Throws when the feed is unreachable. */
export async function feedHolds(feedState: FeedState, mark: FeedMark): Promise<boolean> {
  const state = await feedState.read();
  // A lower number under the right epoch: the store was restored from its own past.
  return state !== null && state.epoch === mark.epoch && state.delivered >= mark.delivered;
}
