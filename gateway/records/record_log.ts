import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { NanoUsd } from "../../shared/contracts/money.ts";

/** A record before the log has numbered it. */
export type UnnumberedRecord = Omit<RequestRecord, "sequence">;

/** Where requests are written down so that no kill loses one. */
export interface RecordLog {
  /**
   * Writes that a request is about to be dispatched. Resolves when the line is with the operating system (lines of one
   * turn share a write): only then may the provider be called.
   */
  begin(record: UnnumberedRecord, estimate: { reservationId: string | null; nanoUsd: NanoUsd | null }): Promise<void>;

  /**
   * Numbers and writes a finished request's record. Resolves when the line is with the operating system: only then may
   * the answer's last bytes go to the client. Never rejects: what cannot be written is counted as lost, and logged.
   */
  finish(record: UnnumberedRecord): Promise<void>;
}
