import type { Redis } from "ioredis";
import { redisKeys } from "../../../shared/contracts/redis_keys.ts";
import type { Transport } from "../../../shared/transport/transport.ts";

/**
 * Stands in for the recorder between two loads: while one runs, records pile up in the stream and nothing takes them out.
 * What a recorder and its Postgres cost is measured by bench/recorder.ts.
 */
export class RecordDrain {
  readonly #redis: Redis;
  readonly #reader: Transport["recordStream"]["reader"];

  constructor(redis: Redis, transport: Transport) {
    this.#redis = redis;
    this.#reader = transport.recordStream.reader;
  }

  /** How many records were ever appended to the stream. */
  async appended(): Promise<number> {
    return Number(await this.#redis.hget(redisKeys().recordCounts, "appended") ?? 0);
  }

  /** Takes out and commits all that is there: what is not committed for long a gateway would ship again. */
  async drain(): Promise<void> {
    while (await this.#drainOnce() > 0);
  }

  async #drainOnce(): Promise<number> {
    const deliveries = await this.#reader.read("bench", { recordsMax: RECORDS_AT_ONCE, blockMs: 0 });
    const watermarks = new Map<string, number>();
    for (const { records } of deliveries) {
      for (const { sequence: { instance, n } } of records) {
        watermarks.set(instance, Math.max(n, watermarks.get(instance) ?? 0));
      }
    }
    if (deliveries.length > 0) {
      await this.#reader.acknowledge(deliveries.map(({ entryId }) => entryId), watermarks);
    }
    return deliveries.length;
  }
}

const RECORDS_AT_ONCE = 10_000;
