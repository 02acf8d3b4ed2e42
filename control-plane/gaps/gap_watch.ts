import { Alarm } from "../../shared/time/alarm.ts";
import type { Readiness } from "../http/readiness.ts";
import { checkGaps, GAP_GRACE_MS, type GapCheckDependencies } from "./check_gaps.ts";
import { countGaps, type GapCounts } from "./read_gaps.ts";

/** Looks for records that are missing. */
export interface GapWatch {
  /** Ready whatever is missing: another process would fare no better. The numbers are told as details. */
  readiness(): Readiness;
  /** Lets the check under way finish, and ends. */
  stop(): Promise<void>;
}

/**
 * Starts looking for gaps every minute until stopped; of several control planes one does it at a time, and all tell what it
 * found. While the database is away nothing is checked.
 */
export function startGapWatch(dependencies: GapCheckDependencies): GapWatch {
  const { db, clock, logger } = dependencies;
  const stop = new AbortController();
  let counts: GapCounts | null = null;

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await checkGaps(dependencies);
        counts = await countGaps(db);
      } catch (error) {
        logger.warn("record_gaps_not_checked", { error });
      }
      await new Alarm(clock).wait(GAP_GRACE_MS, stop.signal);
    }
  }

  const running = run();
  return {
    readiness: () => counts === null ? { ready: true } : { ready: true, details: toNumbers(counts) },
    async stop() {
      stop.abort();
      await running;
    },
  };
}

function toNumbers({ missing, givenUp, lost }: GapCounts): Record<string, number> {
  return { missing: Number(missing), givenUp: Number(givenUp), lost: Number(lost) };
}
