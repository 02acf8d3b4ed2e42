import { Alarm } from "../../shared/time/alarm.ts";
import { pruneWarnings } from "../budget-warnings/prune_warnings.ts";
import { attemptDelivery, type DeliveryDependencies } from "./attempt_delivery.ts";
import { claimDeliveries, type ClaimedDelivery } from "./claim_deliveries.ts";
import { pruneDeliveries } from "./prune_deliveries.ts";

/** Attempts of one process at once. */
const AT_ONCE_MAX = 16;
const LOOK_MS = 1_000;
const PRUNE_MS = 3_600_000;

/** Sends what webhooks are owed. */
export interface WebhookWorker {
  /** Takes no more deliveries, breaks off attempts under way, and ends. */
  stop(): Promise<void>;
}

/**
 * Starts delivering until stopped; any number of control planes may. Looks every second; while the database is away it
 * tries again.
 */
export function startWebhookWorker(dependencies: DeliveryDependencies): WebhookWorker {
  const { db, clock, logger } = dependencies;
  const stop = new AbortController();
  const alarm = new Alarm(clock);
  const running = new Map<ClaimedDelivery, Promise<void>>();
  let pruneAtMs = clock.monotonic();

  function attempt(delivery: ClaimedDelivery): void {
    const attempted = attemptDelivery(dependencies, delivery, stop.signal)
      .catch((error) => logger.warn("webhook_not_attempted", { deliveryId: delivery.id, error }))
      .finally(() => {
        running.delete(delivery);
        alarm.ring();
      });
    running.set(delivery, attempted);
  }

  async function look(): Promise<void> {
    if (running.size < AT_ONCE_MAX) {
      const busy = [...running.keys()].map(({ endpointId }) => endpointId);
      const options = { nowMs: clock.now(), deliveriesMax: AT_ONCE_MAX - running.size, busy };
      for (const delivery of await claimDeliveries(db, options)) attempt(delivery);
    }
    if (clock.monotonic() < pruneAtMs) return;
    await pruneDeliveries(dependencies);
    await pruneWarnings(dependencies);
    pruneAtMs = clock.monotonic() + PRUNE_MS;
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      await look().catch((error) => logger.warn("webhooks_not_delivered", { error }));
      await alarm.wait(LOOK_MS, stop.signal);
    }
    await Promise.all(running.values());
  }

  const ended = run();
  return {
    async stop() {
      stop.abort();
      await ended;
    },
  };
}
