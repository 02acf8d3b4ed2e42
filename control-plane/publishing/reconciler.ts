import type { Transaction } from "../database.ts";
import type { FeedDependencies } from "./feed_dependencies.ts";
import { type FeedEntry, putFeedEntry } from "./feed_entry.ts";
import { feedHolds, lockFeed, readFeedMark } from "./feed_mark.ts";

/** Rows read at once, and entries put side by side. */
const PAGE_ROWS = 200;
const REVISION_PAGE_ROWS = 20;
const PUTS_AT_ONCE = 16;

/**
 * Compares the feed with the database and fills it anew when it has another epoch, none, or an older state: every
 * credential, every tenant's current revision, every key. Throws when either is unreachable.
 */
export async function reconcile(dependencies: FeedDependencies): Promise<"in_step" | "republished"> {
  const { db, transport } = dependencies;
  const holds = await db.$transaction(async (transaction) =>
    await feedHolds(transport.feedState, await readFeedMark(transaction))
  );
  if (holds) return "in_step";
  // Holds the feed's lock throughout: what is delivered meanwhile waits, and another control plane finds it done.
  return await db.$transaction((transaction) => republish(dependencies, transaction), {
    maxWait: 10_000,
    timeout: 15 * 60_000,
  });
}

async function republish(dependencies: FeedDependencies, transaction: Transaction) {
  const { transport: { feedState }, logger, clock } = dependencies;
  await lockFeed(transaction);
  const mark = await readFeedMark(transaction);
  if (await feedHolds(feedState, mark)) return "in_step";
  const startedMs = clock.monotonic();
  let entries = 0;
  await feedState.clear(mark.epoch);
  // Credentials before the revisions that name them, revisions before the keys that lead to them.
  for (const pages of [credentialPages(transaction), revisionPages(transaction), apiKeyPages(transaction)]) {
    for await (const page of pages) {
      await putAll(dependencies, page);
      entries += page.length;
    }
  }
  if (await feedState.commit(mark.epoch, mark.delivered) === "forgotten") {
    throw new Error("the feed was emptied again while it was filled");
  }
  logger.info("feed_republished", { entries, durationMs: Math.round(clock.monotonic() - startedMs) });
  return "republished";
}

async function putAll(dependencies: FeedDependencies, entries: FeedEntry[]): Promise<void> {
  for (let start = 0; start < entries.length; start += PUTS_AT_ONCE) {
    await Promise.all(entries.slice(start, start + PUTS_AT_ONCE).map((entry) => putFeedEntry(dependencies, entry)));
  }
}

async function* credentialPages(transaction: Transaction): AsyncGenerator<FeedEntry[]> {
  let after: string | undefined;
  do {
    const rows = await transaction.credential.findMany({ ...pageAfter(after), take: PAGE_ROWS });
    yield rows.map((row) => ({ kind: "CREDENTIAL", row }));
    after = rows.at(PAGE_ROWS - 1)?.id;
  } while (after !== undefined);
}

async function* apiKeyPages(transaction: Transaction): AsyncGenerator<FeedEntry[]> {
  let after: string | undefined;
  do {
    const rows = await transaction.apiKey.findMany({ ...pageAfter(after), take: PAGE_ROWS });
    yield rows.map((row) => ({ kind: "API_KEY", row }));
    after = rows.at(PAGE_ROWS - 1)?.id;
  } while (after !== undefined);
}

/** Every tenant's newest revision. */
async function* revisionPages(transaction: Transaction): AsyncGenerator<FeedEntry[]> {
  let after: string | undefined;
  do {
    const tenants = await transaction.tenant.findMany({
      ...pageAfter(after),
      take: REVISION_PAGE_ROWS,
      select: { id: true, revisions: { orderBy: { number: "desc" }, take: 1 } },
    });
    yield tenants.flatMap((tenant) => tenant.revisions.map((row): FeedEntry => ({ kind: "REVISION", row })));
    after = tenants.at(REVISION_PAGE_ROWS - 1)?.id;
  } while (after !== undefined);
}

function pageAfter(id: string | undefined) {
  return { where: id === undefined ? {} : { id: { gt: id } }, orderBy: { id: "asc" as const } };
}
