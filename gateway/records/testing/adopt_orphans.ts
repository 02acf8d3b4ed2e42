import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { RequestRecord } from "../../../shared/contracts/request_record.ts";
import { MemoryLogger } from "../../../shared/logging/testing/memory_logger.ts";
import { systemClock } from "../../../shared/time/clock.ts";
import { written } from "../../../shared/transport/contract/written.ts";
import { memoryTransport } from "../../../shared/transport/memory/memory_transport.ts";
import { OrphanAdopter } from "../orphan_adopter.ts";
import { Shipper } from "../shipper.ts";
import { Spool } from "../spool.ts";
import { SpoolDirectory } from "../spool_directory.ts";
import { FaultyDisk } from "./faulty_segment.ts";

export interface AdoptionOptions {
  /** Bytes that adopters had written when they were killed, one after another. Default none. */
  killedAfter?: number[];
  /** Records that are in the stream already, in order. */
  shipped?: RequestRecord[];
  /** Up to which n what is not in the stream was committed before, by instance. */
  committed?: ReadonlyMap<string, number>;
}

/** Adopts every spool under `root` by a process named `living`, and answers all that the recorder was given. */
export async function adoptOrphans(root: string, options: AdoptionOptions): Promise<RequestRecord[]> {
  const { killedAfter = [], shipped = [], committed = new Map() } = options;
  const transport = memoryTransport({ clock: systemClock });
  const { writer, reader } = transport.recordStream;
  await reader.initialise(committed);
  if (shipped.length > 0) await writer.append(written(shipped));
  const common = { clock: systemClock, logger: new MemoryLogger() };
  const shipping = { lingerMs: 0, watermarkEveryMs: 1, retryMs: 1 };
  for (const [index, room] of killedAfter.entries()) {
    const instance = `killed-${index}`;
    const disk = new FaultyDisk();
    disk.room = room;
    const log = new Spool({
      ...common,
      directory: await SpoolDirectory.create(root, instance),
      openSegment: disk.open,
    });
    const killed = new OrphanAdopter({ ...common, root, instance, log, writer, shipping });
    await killed.adopt();
    await killed.stop();
    // Its disk takes no more than it did: what memory held is gone.
    disk.room = 0;
    await log.close();
  }
  const log = new Spool({ ...common, directory: await SpoolDirectory.create(root, "living") });
  const shipper = new Shipper({ ...common, ...shipping, spool: log, writer });
  log.onRecords(() => shipper.wake());
  shipper.start();
  const adopter = new OrphanAdopter({ ...common, root, instance: "living", log, writer, shipping });
  await adopter.adopt();
  const delivered: RequestRecord[] = [];
  for (let settled = false; !settled;) {
    const deliveries = await reader.read("recorder", { recordsMax: 1_000, blockMs: 5 });
    for (const { records } of deliveries) delivered.push(...records);
    const watermarks = new Map(delivered.map(({ sequence }) => [sequence.instance, sequence.n]));
    await reader.acknowledge(deliveries.map(({ entryId }) => entryId), watermarks);
    settled = shipper.lag === 0 && (await SpoolDirectory.instances(root)).join() === "living";
  }
  await Promise.all([adopter.stop(), shipper.stop()]);
  await log.close();
  assert.deepEqual(await SpoolDirectory.instances(root), []);
  await transport.close();
  return delivered;
}

/**
 * The records by id, of each the first that came, after checking that it is always the same and that no process gave a
 * number twice. `mayFollow`: a request may be called interrupted after its record came, which the recorder takes no notice
 * of: where that record was never on disk. Default false.
 */
export function recordsById(
  delivered: readonly RequestRecord[],
  { mayFollow = false } = {},
): Map<string, RequestRecord> {
  const byId = new Map<string, RequestRecord>();
  const idsByNumber = new Map<string, Map<number, string>>();
  for (const record of delivered) {
    const { id, outcome, sequence: { instance, n } } = record;
    const first = byId.get(id) ?? record;
    // Adopters that were killed after shipping ship again; the recorder goes by id.
    const isSame = isDeepStrictEqual({ ...first, sequence: null }, { ...record, sequence: null });
    assert.ok(isSame || (mayFollow && outcome === "interrupted"), "a record is the same however often it comes");
    byId.set(id, first);
    const ids = idsByNumber.get(instance) ?? new Map<number, string>();
    assert.equal(ids.get(n) ?? id, id, "each number is given once");
    idsByNumber.set(instance, ids.set(n, id));
  }
  for (const ids of idsByNumber.values()) {
    // What was committed before is not delivered again.
    const numbers = [...ids.keys()].sort((one, other) => one - other);
    assert.deepEqual(numbers, numbers.map((_, index) => numbers[0]! + index), "numbers have no gap");
  }
  return byId;
}
