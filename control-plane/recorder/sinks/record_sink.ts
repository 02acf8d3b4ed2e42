import type { RequestRecord } from "../../../shared/contracts/request_record.ts";
import type { Readiness } from "../../http/readiness.ts";
import type { InsertedRecordsHook } from "../commit_records.ts";

/** What a sink did since it started, in records. */
export interface SinkHealth {
  written: number;
  /** Not written, because the sink could not: they are in Postgres alone. */
  missed: number;
  /** Why nothing can be written now; null when it can. */
  problem: string | null;
}

/**
 * Another place that records are written to beside Postgres: files today, whatever implements this tomorrow.
 *
 * Every record is delivered at least once, or counted as missed. A sink takes records before the transaction that inserts
 * them commits, so that a crash in between leaves a record that comes again and never one that is missing.
 */
export interface RecordSink {
  readonly name: string;
  /** Resolves when the records are safe, or counted as missed; within ten seconds. Never rejects. */
  take(records: readonly RequestRecord[]): Promise<void>;
  health(): SinkHealth;
  /** Finishes what is under way. */
  close(): Promise<void>;
}

/** Writes new records to every sink; put it after all other hooks, since what fails after it makes records come again. */
export function sinkHook(sinks: readonly RecordSink[]): InsertedRecordsHook {
  return async (_transaction, inserted) => {
    if (inserted.length > 0) await Promise.all(sinks.map((sink) => sink.take(inserted)));
  };
}

/** A sink in trouble does not make a control plane unready: records are recorded all the same. */
export function sinkReadiness(sink: RecordSink): Readiness {
  const { written, missed, problem } = sink.health();
  return { ready: true, details: { written, missed, failing: problem === null ? 0 : 1 } };
}
