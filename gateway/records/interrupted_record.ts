import type { BeginLine } from "../../shared/contracts/spool_line.ts";
import type { UnnumberedRecord } from "./record_log.ts";

/**
 * The record of a request whose process died.
 *
 * What the provider did is not known: the cost is the estimate's, which is what the reservation is settled at, and the
 * tokens are those that the estimate counted, all of them input. Everything else stays as it was at dispatch.
 */
export function interruptedRecord(begin: BeginLine): UnnumberedRecord {
  return {
    ...begin.record,
    outcome: "interrupted",
    status: 0,
    errorCode: "process_interrupted",
    costNanoUsd: begin.estimatedNanoUsd,
    tokens: { input: begin.record.estimatedTokens, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
  };
}
