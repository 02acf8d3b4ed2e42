import type { Logger } from "../../shared/logging/logger.ts";
import { Alarm } from "../../shared/time/alarm.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { RecordDelivery, RecordStreamReader } from "../../shared/transport/record_stream.ts";
import type { Database } from "../database.ts";
import { type CommitDependencies, commitRecords, type InsertedRecordsHook } from "./commit_records.ts";
import { LogPartitions } from "./log_partitions.ts";
import { readWatermarks } from "./watermarks.ts";

export interface RecorderDependencies {
  db: Database;
  reader: RecordStreamReader;
  clock: Clock;
  logger: Logger;
}

export interface RecorderOptions {
  /** This process among all recorders. One that comes back under its name goes on at once with what it left undone. */
  consumer: string;
  /** Days before today that are kept. Default 30. */
  retentionDays?: number;
  /** Records of one transaction at most. Default 2,000. */
  batchRecordsMax?: number;
  /** What else happens with new records in their transaction. Default nothing. */
  hooks?: readonly InsertedRecordsHook[];
}

/** What a recorder did since it started, in records. */
export interface RecorderCounts {
  inserted: number;
  duplicates: number;
  expired: number;
  /** Refused by Postgres for what is in them. */
  refused: number;
  /** Unreadable in the stream. */
  rejected: number;
}

/** Moves request records from the stream into the database. */
export interface Recorder {
  readiness(): { ready: true } | { ready: false; reason: string };
  counts(): Readonly<RecorderCounts>;
  /** Finishes the batch under way and ends. */
  stop(): Promise<void>;
}

const RETRY_MS = 100;
const RETRY_MS_MAX = 5_000;
const PARTITIONS_AHEAD_MS = 3_600_000;

/**
 * Starts recording until stopped; any number of recorders may run at once.
 *
 * Records are acknowledged after their transaction, so that nothing is lost when Postgres, the stream or this process goes
 * away; what is delivered twice is inserted once. While either is away it tries again, at first after 100 ms and then
 * after up to five seconds.
 */
export function startRecorder(dependencies: RecorderDependencies, options: RecorderOptions): Recorder {
  const run = new RecorderRun(dependencies, options);
  const running = run.run();
  return {
    readiness: () => run.state,
    counts: () => run.counts,
    async stop() {
      run.stop.abort();
      await running;
    },
  };
}

class RecorderRun {
  readonly stop = new AbortController();
  readonly counts: RecorderCounts = { inserted: 0, duplicates: 0, expired: 0, refused: 0, rejected: 0 };
  state: ReturnType<Recorder["readiness"]> = { ready: false, reason: "the recorder has not started yet" };
  readonly #dependencies: RecorderDependencies;
  readonly #consumer: string;
  readonly #batchRecordsMax: number;
  readonly #commit: CommitDependencies;
  #partitionsAtMs = -Infinity;

  constructor(dependencies: RecorderDependencies, options: RecorderOptions) {
    this.#dependencies = dependencies;
    this.#consumer = options.consumer;
    this.#batchRecordsMax = options.batchRecordsMax ?? 2_000;
    this.#commit = {
      ...dependencies,
      partitions: new LogPartitions(dependencies.db),
      retentionDays: options.retentionDays ?? 30,
      hooks: options.hooks ?? [],
    };
  }

  async run(): Promise<void> {
    const { clock, logger } = this.#dependencies;
    let retryMs = RETRY_MS;
    while (!this.stop.signal.aborted) {
      try {
        await this.#initialise();
        while (!this.stop.signal.aborted) {
          await this.#turn();
          retryMs = RETRY_MS;
        }
      } catch (error) {
        this.state = { ready: false, reason: "the record stream or the database cannot be reached" };
        logger.warn("recorder_interrupted", { error, retryMs });
        await new Alarm(clock).wait(retryMs, this.stop.signal);
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
    this.state = { ready: true };
  }

  async #turn(): Promise<void> {
    const { reader } = this.#dependencies;
    const { signal } = this.stop;
    await this.#preparePartitions();
    const deliveries = await reader.read(this.#consumer, { recordsMax: this.#batchRecordsMax, signal });
    if (deliveries.length > 0) await this.#record(deliveries);
  }

  async #record(deliveries: RecordDelivery[]): Promise<void> {
    const records = deliveries.flatMap((delivery) => delivery.records);
    const { watermarks, ...counts } = await commitRecords(this.#commit, records);
    // Only after the commit: whatever is acknowledged may be trimmed, and its line in the spool deleted.
    await this.#dependencies.reader.acknowledge(deliveries.map((delivery) => delivery.entryId), watermarks);
    this.counts.inserted += counts.inserted;
    this.counts.duplicates += counts.duplicates;
    this.counts.expired += counts.expired;
    this.counts.refused += counts.refused;
    for (const { rejected } of deliveries) this.counts.rejected += rejected;
  }

  async #preparePartitions(): Promise<void> {
    const { clock } = this.#dependencies;
    if (clock.monotonic() - this.#partitionsAtMs < PARTITIONS_AHEAD_MS) return;
    await this.#commit.partitions.ensureAhead(clock);
    this.#partitionsAtMs = clock.monotonic();
  }
}
