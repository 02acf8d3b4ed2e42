import { Prisma } from "../../prisma/generated/client/client.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Database } from "../database.ts";

const DAY_MS = 86_400_000;

/** Makes sure that the request log has a partition for every day that is written to. Days are those of UTC. */
export class LogPartitions {
  readonly #db: Database;
  /** Days known to have one, as days since 1970. */
  readonly #days = new Set<number>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Makes the partitions of these moments (epoch milliseconds) that are not known to be there. */
  async ensure(times: Iterable<number>): Promise<void> {
    for (const day of new Set(Array.from(times, (time) => Math.floor(time / DAY_MS)))) {
      if (this.#days.has(day)) continue;
      // On its own, not in the transaction that inserts: it holds a lock that all recorders need.
      await this.#db.$executeRaw`SELECT ensure_request_log_partition(${isoDate(day)}::date)`;
      this.#days.add(day);
    }
  }

  /** Makes those of today and tomorrow, so that midnight finds them there. */
  async ensureAhead(clock: Clock): Promise<void> {
    await this.ensure([clock.now(), clock.now() + DAY_MS]);
  }

  /**
   * Drops the partitions of days that end before a moment (epoch milliseconds), and says which. Waits up to two seconds for
   * those who read or write the log, then throws.
   */
  async dropBefore(time: number): Promise<string[]> {
    const first = `request_log_${isoDate(Math.floor(time / DAY_MS)).replaceAll("-", "_")}`;
    const dropped = await this.#db.$transaction(async (transaction) => {
      // Whoever comes after a waiting DROP waits behind it: better to give up and try again later.
      await transaction.$executeRaw`SET LOCAL lock_timeout = '2s'`;
      const rows = await transaction.$queryRaw<{ name: string }[]>`
        SELECT relname::text AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = '"RequestLog"'::regclass AND relname::text COLLATE "C" < ${first}::text ORDER BY relname`;
      for (const { name } of rows) {
        await transaction.$executeRaw`DROP TABLE IF EXISTS request_log_partitions.${Prisma.raw(`"${name}"`)}`;
      }
      return rows.map(({ name }) => name);
    }, { maxWait: 10_000, timeout: 60_000 });
    if (dropped.length > 0) this.forget();
    return dropped;
  }

  /** Looks anew from now on: after a failed insert, a partition may have been dropped. */
  forget(): void {
    this.#days.clear();
  }
}

/** The first moment that is kept: the start of the day `retentionDays` before today. */
export function retentionStart(clock: Clock, retentionDays: number): number {
  return (Math.floor(clock.now() / DAY_MS) - retentionDays) * DAY_MS;
}

function isoDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
