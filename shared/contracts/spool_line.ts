import { z } from "zod";
import { nanoUsd } from "./money.ts";
import { requestRecord } from "./request_record.ts";

/**
 * What a `begin` line keeps of a request, so that the next process can write its record as `interrupted`: the record as it
 * stands at dispatch (attempts, tokens and timings still empty) and the price of the estimate.
 */
export const beginLine = z.strictObject({
  type: z.literal("begin"),
  reservationId: z.string().max(64).nullable(),
  /** What the request is charged if it never settles; null when unpriced. */
  estimatedNanoUsd: nanoUsd.nullable(),
  record: requestRecord.omit({ sequence: true }),
});
export type BeginLine = z.infer<typeof beginLine>;

/** A finished request. */
export const recordLine = z.strictObject({ type: z.literal("record"), record: requestRecord });
export type RecordLine = z.infer<typeof recordLine>;

/** One line of a spool file: JSON, ended by a newline; a last line without one was torn by a kill and never promised. */
export const spoolLine = z.discriminatedUnion("type", [beginLine, recordLine]);
export type SpoolLine = z.infer<typeof spoolLine>;
