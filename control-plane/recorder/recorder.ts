import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { RecordStreamReader } from "../../shared/transport/record_stream.ts";
import type { Database } from "../database.ts";
import type { InsertedRecordsHook } from "./commit_records.ts";
import { LogPartitions } from "./log_partitions.ts";
import { RecorderLane } from "./recorder_lane.ts";

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
  /**
   * Records of one transaction at most. Default 4,000: rollups are written once a transaction, and the more records share that
   * the less each costs. While few come, few are taken at a time.
   */
  batchRecordsMax?: number;
  /** How many batches are under way at once: one is read and parsed while the database works on another. Default 2. */
  lanes?: number;
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
  /** Finishes the batches under way and ends. */
  stop(): Promise<void>;
}

/**
 * Starts recording until stopped; any number of recorders may run at once.
 *
 * Records are acknowledged after their transaction, so that nothing is lost when Postgres, the stream or this process goes
 * away; what is delivered twice is inserted once. While either is away it tries again, at first after 100 ms and then
 * after up to five seconds.
 */
export function startRecorder(dependencies: RecorderDependencies, options: RecorderOptions): Recorder {
  const stop = new AbortController();
  const counts: RecorderCounts = { inserted: 0, duplicates: 0, expired: 0, refused: 0, rejected: 0 };
  const commit = {
    ...dependencies,
    partitions: new LogPartitions(dependencies.db),
    retentionDays: options.retentionDays ?? 30,
    hooks: options.hooks ?? [],
  };
  const lanes = Array.from({ length: options.lanes ?? 2 }, (_, index) =>
    new RecorderLane(dependencies, {
      consumer: `${options.consumer}-${index + 1}`,
      batchRecordsMax: options.batchRecordsMax ?? 4_000,
      commit,
      counts,
    }));
  const running = Promise.all(lanes.map((lane) => lane.run(stop.signal)));
  return {
    readiness: () => lanes.map((lane) => lane.readiness).find((state) => !state.ready) ?? { ready: true },
    counts: () => counts,
    async stop() {
      stop.abort();
      await running;
    },
  };
}
