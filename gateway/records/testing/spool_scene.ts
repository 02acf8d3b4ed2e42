import { type SpoolLine, spoolLine } from "../../../shared/contracts/spool_line.ts";
import { MemoryLogger } from "../../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../../shared/time/manual_clock.ts";
import { draftOf } from "../draft_of.ts";
import type { UnnumberedRecord } from "../record_log.ts";
import { Spool, type SpoolOptions } from "../spool.ts";
import { SpoolDirectory } from "../spool_directory.ts";
import { FaultyDisk } from "./faulty_segment.ts";
import { begunRecord, sampleRecord } from "./sample_record.ts";
import { inTemporaryDirectory } from "./temporary_directory.ts";

/** A spool on a disk that a test fills. */
export interface SpoolScene {
  spool: Spool;
  directory: SpoolDirectory;
  disk: FaultyDisk;
  clock: ManualClock;
  logger: MemoryLogger;
}

export function withSpool(
  options: Partial<SpoolOptions>,
  run: (scene: SpoolScene) => Promise<void>,
): () => Promise<void> {
  return () =>
    inTemporaryDirectory(async (root) => {
      const directory = await SpoolDirectory.create(root, "instance-1");
      const disk = new FaultyDisk();
      const clock = new ManualClock();
      const logger = new MemoryLogger();
      const spool = new Spool({ directory, clock, logger, openSegment: disk.open, ...options });
      try {
        await run({ spool, directory, disk, clock, logger });
      } finally {
        await spool.close();
      }
    });
}

/** Every whole line on disk, checked. */
export async function linesOf(directory: SpoolDirectory): Promise<SpoolLine[]> {
  const texts = await Promise.all((await directory.segments()).map(({ path }) => Deno.readTextFile(path)));
  return texts.join("").split("\n").slice(0, -1).map((line) => spoolLine.parse(JSON.parse(line)));
}

export const noEstimate = { reservationId: null, nanoUsd: null };

/** Begins and finishes a request. */
export async function request(spool: Spool, record: UnnumberedRecord = sampleRecord()): Promise<UnnumberedRecord> {
  await spool.begin(draftOf(begunRecord(record)), noEstimate);
  await spool.finish(draftOf(record));
  return record;
}
