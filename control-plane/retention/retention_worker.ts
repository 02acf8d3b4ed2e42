import { Alarm } from "../../shared/time/alarm.ts";
import { pruneAudit } from "../audit/prune_audit.ts";
import { expireRecords, type ExpiryDependencies } from "./expire_records.ts";
import { expireSpends } from "./expire_spends.ts";
import { expireUsage } from "./expire_usage.ts";

const EVERY_MS = 3_600_000;

/**
 * Deletes once an hour what is kept no longer, until stopped: records of tenants with a retention of their own, rollups,
 * what budgets were charged, and the audit trail where it is not kept for ever.
 * Whole days of records, by the installation's retention, are the recorder's own business. While the database is away nothing
 * is deleted.
 */
export function startRetentionWorker(
  dependencies: ExpiryDependencies,
  { retentionDays, auditRetentionDays = null }: {
    retentionDays: number;
    /** Null (default): the audit trail is kept for ever. */
    auditRetentionDays?: number | null;
  },
): { stop(): Promise<void> } {
  const { clock, logger } = dependencies;
  const stop = new AbortController();

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await expireRecords(dependencies, { retentionDays, signal: stop.signal });
        const { hourly, daily, labels } = await expireUsage(dependencies, { retentionDays });
        if (hourly + daily + labels > 0) logger.info("expired_usage_deleted", { hourly, daily, labels });
        const spends = await expireSpends(dependencies, { retentionDays });
        if (spends > 0) logger.info("expired_spends_deleted", { spends });
        if (auditRetentionDays !== null) await pruneAudit(dependencies, { retentionDays: auditRetentionDays });
      } catch (error) {
        logger.warn("retention_interrupted", { error });
      }
      await new Alarm(clock).wait(EVERY_MS, stop.signal);
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
