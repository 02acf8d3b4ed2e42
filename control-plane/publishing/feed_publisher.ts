import { Alarm } from "../../shared/time/alarm.ts";
import type { FeedDependencies } from "./feed_dependencies.ts";
import type { PostgresOutbox } from "./outbox.ts";
import { listenToOutbox } from "./outbox_listener.ts";
import { deliverPending, pruneDelivered } from "./outbox_worker.ts";
import { reconcile } from "./reconciler.ts";

/** How often the feed is compared with the database when nothing happens. */
const COMPARE_MS = 2_000;
const PRUNE_MS = 3_600_000;
/** The first pause after a failure; it doubles up to `COMPARE_MS`. */
const RETRY_MS = 100;

/** Keeps the feed as the database has it. */
export interface FeedPublisher {
  /** Resolves when the feed was whole for the first time; never, when stopped before. */
  readonly ready: Promise<void>;
  readiness(): { ready: true } | { ready: false; reason: string };
  /** Lets the delivery under way finish, and ends. */
  stop(): Promise<void>;
}

/**
 * Starts delivering the outbox and reconciling the feed, until stopped. Any number of control planes may do so at once.
 * It is woken by the outbox's pokes, by the database's notifications and every two seconds; a commit is in the feed within 50 ms.
 */
export function startFeedPublisher(
  dependencies: FeedDependencies,
  { outbox, databaseUrl }: { outbox: PostgresOutbox; databaseUrl: string },
): FeedPublisher {
  const { clock, logger } = dependencies;
  const stop = new AbortController();
  const alarm = new Alarm(clock);
  const ready = Promise.withResolvers<void>();
  let state: ReturnType<FeedPublisher["readiness"]> = { ready: false, reason: "the feed is not compared yet" };
  let pruneAtMs = clock.monotonic();

  async function bringUpToDate(): Promise<void> {
    await reconcile(dependencies);
    state = { ready: true };
    ready.resolve();
    while (!stop.signal.aborted) {
      const delivered = await deliverPending(dependencies);
      if (delivered === 0) break;
      if (delivered === "behind") await reconcile(dependencies);
    }
    if (clock.monotonic() < pruneAtMs) return;
    await pruneDelivered(dependencies);
    pruneAtMs = clock.monotonic() + PRUNE_MS;
  }

  async function run(): Promise<void> {
    let retryMs = RETRY_MS;
    while (!stop.signal.aborted) {
      try {
        await bringUpToDate();
        retryMs = RETRY_MS;
        await alarm.wait(COMPARE_MS, stop.signal);
      } catch (error) {
        // Gateways live on what they have; only what is new waits.
        state = { ready: false, reason: "the feed or the database cannot be reached" };
        logger.warn("feed_not_updated", { error, retryMs });
        // An alarm of its own: pokes must not turn the pause into a busy loop.
        await new Alarm(clock).wait(retryMs, stop.signal);
        retryMs = Math.min(retryMs * 2, COMPARE_MS);
      }
    }
  }

  const pokes = outbox.onPoke(() => alarm.ring());
  const listener = listenToOutbox(databaseUrl, () => alarm.ring(), dependencies);
  const running = run();
  return {
    ready: ready.promise,
    readiness: () => state,
    async stop() {
      pokes.close();
      stop.abort();
      await Promise.all([running, listener.close()]);
    },
  };
}
