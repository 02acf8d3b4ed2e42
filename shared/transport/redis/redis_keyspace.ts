import type { Redis } from "ioredis";

/** Where commands run that each are about one key, or keys of one slot, wherever that is. */
export interface RedisKeyspace {
  /**
   * Runs commands on keys of `key`'s slot within `deadlineMs`, as `RedisConnection.run` does. `work` sends its first
   * command at once, and may run again elsewhere when a server has not, or no longer, got the slot.
   */
  runFor<T>(key: string, deadlineMs: number, work: (redis: Redis) => Promise<T>): Promise<T>;
  /**
   * Runs commands that answer something for each of some keys of any slots, in as few calls as there are servers. The
   * answers are in the order of the keys.
   */
  runForAll<T>(
    keys: readonly string[],
    deadlineMs: number,
    work: (redis: Redis, keys: readonly string[]) => Promise<T[]>,
  ): Promise<T[]>;
  /** Ends every connection at once; whatever is under way fails. */
  close(): Promise<void>;
}
