import { z } from "zod";
import { uuid } from "../../shared/contracts/identifiers.ts";
import type { SpoolLine } from "../../shared/contracts/spool_line.ts";

/**
 * Reads one whole line of a spool, with or without its newline; null when it is damaged.
 *
 * Only what adopting and shipping need is checked. A record that is wrong elsewhere, or was written by another build, is
 * the recorder's to judge: dropped here it would be lost.
 */
export function readSpoolLine(text: string): SpoolLine | null {
  try {
    const parsed = JSON.parse(text);
    return envelope.safeParse(parsed).success ? parsed : null;
  } catch {
    return null;
  }
}

const envelope = z.discriminatedUnion("type", [
  z.looseObject({
    type: z.literal("begin"),
    estimatedNanoUsd: z.int().min(0).nullable(),
    record: z.looseObject({ id: uuid, estimatedTokens: z.int().min(0), tokens: z.looseObject({}) }),
  }),
  z.looseObject({
    type: z.literal("record"),
    record: z.looseObject({ id: uuid, sequence: z.looseObject({ n: z.int().min(1) }) }),
  }),
]);
