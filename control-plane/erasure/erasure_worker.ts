import type { Logger } from "../../shared/logging/logger.ts";
import { Alarm } from "../../shared/time/alarm.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Database } from "../database.ts";
import { eraseStep } from "./erase_step.ts";

/** How soon an erasure is begun at the latest. */
const EVERY_MS = 5_000;
/** Between two steps, so that everybody else gets their turn. */
const PAUSE_MS = 20;

/**
 * Carries out erasures, the oldest first, until stopped; in any number of processes at once. One that was broken off, by the
 * end of this process or of the database, is gone on with by whoever comes next.
 */
export function startErasureWorker(
  dependencies: { db: Database; clock: Clock; logger: Logger },
): { stop(): Promise<void> } {
  const { clock, logger } = dependencies;
  const stop = new AbortController();

  async function run(): Promise<void> {
    while (!stop.signal.aborted) await new Alarm(clock).wait(await step(), stop.signal);
  }

  /** One step; gives how long to wait for the next. */
  async function step(): Promise<number> {
    try {
      const step = await eraseStep(dependencies);
      if (step.done === "nothing") return EVERY_MS;
      const { id, tenantId, recordsErased, bodiesErased, usageRowsErased } = step.erasure;
      if (step.done === "all") {
        logger.info("end_user_erased", { erasureId: id, tenantId, recordsErased, bodiesErased, usageRowsErased });
      }
      return PAUSE_MS;
    } catch (error) {
      // Names no end user: the statements carry them as parameters.
      logger.warn("erasure_interrupted", { error });
      return EVERY_MS;
    }
  }

  const running = run();
  return {
    async stop() {
      stop.abort();
      await running;
    },
  };
}
