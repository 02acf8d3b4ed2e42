import { Alarm } from "../../shared/time/alarm.ts";
import type { RecordDelivery } from "../../shared/transport/record_stream.ts";
import { type CommitDependencies, commitRecords } from "./commit_records.ts";
import type { Recorder, RecorderCounts, RecorderDependencies } from "./recorder.ts";
import { retentionStart } from "./log_partitions.ts";
import { readWatermarks } from "./watermarks.ts";

const RETRY_MS = 100;
const RETRY_MS_MAX = 5_000;
/** How often partitions are made ahead and dropped at the end of their time. */
const PARTITIONS_MS = 3_600_000;

export interface RecorderLaneOptions {
  consumer: string;
  batchRecordsMax: number;
  commit: CommitDependencies;
  /** Added to. */
  counts: RecorderCounts;
}

/** One consumer of the record stream: reads a batch, commits it, acknowledges it, and so on. */
export class RecorderLane {
  readiness: ReturnType<Recorder["readiness"]> = { ready: false, reason: "the recorder has not started yet" };
  readonly #dependencies: RecorderDependencies;
  readonly #options: RecorderLaneOptions;
  #partitionsAtMs = -Infinity;

  constructor(dependencies: RecorderDependencies, options: RecorderLaneOptions) {
    this.#dependencies = dependencies;
    this.#options = options;
  }

  /** Runs until the signal aborts, and then finishes what it was handed. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#runUntil(signal);
    if (!this.readiness.ready) return;
    try {
      // A read that was broken off may have been handed records all the same: another would wait for half a minute.
      await this.#turn({ blockMs: 0 });
    } catch (error) {
      this.#dependencies.logger.warn("recorder_not_drained", { consumer: this.#options.consumer, error });
    }
  }

  async #runUntil(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#dependencies;
    let retryMs = RETRY_MS;
    while (!signal.aborted) {
      try {
        await this.#initialise();
        while (!signal.aborted) {
          await this.#turn({ signal });
          retryMs = RETRY_MS;
        }
      } catch (error) {
        this.readiness = { ready: false, reason: "the record stream or the database cannot be reached" };
        logger.warn("recorder_interrupted", { consumer: this.#options.consumer, error, retryMs });
        await new Alarm(clock).wait(retryMs, signal);
        retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
      }
    }
  }

  /** Puts back into the stream what the database knows, in case the stream was emptied. */
  async #initialise(): Promise<void> {
    const { db, reader, logger } = this.#dependencies;
    await this.#preparePartitions();
    const { epoch, created } = await reader.initialise(await readWatermarks(db));
    if (created) logger.info("record_stream_initialised", { epoch });
    this.readiness = { ready: true };
  }

  async #turn(wait: { signal?: AbortSignal; blockMs?: number }): Promise<void> {
    const { consumer, batchRecordsMax } = this.#options;
    await this.#preparePartitions();
    const deliveries = await this.#dependencies.reader.read(consumer, { ...wait, recordsMax: batchRecordsMax });
    if (deliveries.length > 0) await this.#record(deliveries);
  }

  async #record(deliveries: RecordDelivery[]): Promise<void> {
    const { commit, counts } = this.#options;
    const records = deliveries.flatMap((delivery) => delivery.records);
    const batch = await commitRecords(commit, records, deliveries.flatMap((each) => each.rejectedSequences));
    // Only after the commit: whatever is acknowledged may be trimmed, and its line in the spool deleted.
    await this.#dependencies.reader.acknowledge(deliveries.map(({ entryId }) => entryId), batch.watermarks);
    counts.inserted += batch.inserted;
    counts.duplicates += batch.duplicates;
    counts.expired += batch.expired;
    counts.refused += batch.refused;
    for (const { rejected } of deliveries) counts.rejected += rejected;
  }

  async #preparePartitions(): Promise<void> {
    const { clock } = this.#dependencies;
    if (clock.monotonic() - this.#partitionsAtMs < PARTITIONS_MS) return;
    await this.#options.commit.partitions.ensureAhead(clock);
    this.#partitionsAtMs = clock.monotonic();
    await this.#dropExpired();
  }

  async #dropExpired(): Promise<void> {
    const { clock, logger } = this.#dependencies;
    const { partitions, retentionDays } = this.#options.commit;
    try {
      const dropped = await partitions.dropBefore(retentionStart(clock, retentionDays));
      if (dropped.length > 0) logger.info("log_partitions_dropped", { partitions: dropped });
    } catch (error) {
      // Old records for an hour longer do less harm than a recorder that stands still.
      logger.warn("log_partitions_kept", { error });
    }
  }
}
