import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { NanoUsd } from "../../shared/contracts/money.ts";
import type { JsonWriter } from "./json_writer.ts";

/** A record before the log has numbered it. */
export type UnnumberedRecord = Omit<RequestRecord, "sequence">;

/** A record that the log is to write down: nobody needs it as an object. */
export interface RecordDraft {
  readonly id: string;
  /** Writes the members of an `UnnumberedRecord`, without the braces around them, as they are now. Throws when it cannot. */
  write(into: JsonWriter): void;
}

/** What a request is charged if the process dies with it in flight, and the reservation that is settled then. */
export interface BeginEstimate {
  reservationId: string | null;
  nanoUsd: NanoUsd | null;
}

/** Where requests are written down so that no kill loses one. */
export interface RecordLog {
  /**
   * Writes that a request is about to be dispatched. Resolves when the line is with the operating system (lines of one
   * turn share a write): only then may the provider be called.
   */
  begin(draft: RecordDraft, estimate: BeginEstimate): Promise<void>;

  /**
   * Numbers and writes a finished request's record. Resolves when the line is with the operating system: only then may
   * the answer's last bytes go to the client. Never rejects: what the disk refuses is held in memory until it takes it, what
   * memory has no room for is counted as lost, and both are logged.
   */
  finish(draft: RecordDraft): Promise<void>;
}

/** A log that tells which of its records no kill can lose any more. */
export interface KeepingLog extends Pick<RecordLog, "finish"> {
  /** The highest n given. */
  readonly lastN: number;
  /** Every record up to this n is on disk or known as committed. */
  readonly keptN: number;
  /** Records that were lost since the start. */
  readonly lostRecords: number;
}
