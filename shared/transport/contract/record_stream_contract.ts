import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { RecordDelivery } from "../record_stream.ts";
import type { Transport } from "../transport.ts";
import { TransportError } from "../transport_error.ts";
import { sampleRecords } from "./samples.ts";
import type { OpenTransport } from "./tested_transport.ts";
import { written } from "./written.ts";

const now = { recordsMax: 1_000, blockMs: 0 };
const none = new Map<string, number>();

/** What holds for the shipper's and the recorder's side of every record stream. */
export function recordStreamContract(implementation: string, open: OpenTransport): void {
  test(`${implementation} RecordStream gives what was appended, in order, at most 50 records an entry`, async () => {
    await using under = await open();
    const { writer, reader } = under.transport.recordStream;
    const { epoch, created } = await reader.initialise(none);
    assert.ok(created);
    assert.deepEqual(await reader.initialise(none), { epoch, created: false });
    // Not awaited one by one: the second must not overtake the first.
    const results = await Promise.all([
      writer.append(written(sampleRecords(1, 120))),
      writer.append(written(sampleRecords(121, 121))),
      writer.append(written([])),
    ]);
    assert.deepEqual(results, Array(3).fill({ state: "appended", epoch }));
    const deliveries = await reader.read("recorder-a", now);
    assert.deepEqual(deliveries.map(({ records }) => records.length), [50, 50, 20, 1]);
    assert.deepEqual(deliveries.flatMap(({ records }) => records), sampleRecords(1, 121));
    assert.ok(deliveries.every(({ rejected }) => rejected === 0));
  });

  test(`${implementation} RecordStream.append() is unavailable until initialised, and after everything was lost`, async () => {
    await using under = await open();
    const { writer, reader } = under.transport.recordStream;
    assert.equal((await writer.append(written(sampleRecords(1, 1)))).state, "unavailable");
    const first = await reader.initialise(none);
    assert.deepEqual(await writer.append(written(sampleRecords(1, 1))), { state: "appended", epoch: first.epoch });
    await under.forget();
    assert.equal((await writer.append(written(sampleRecords(2, 2)))).state, "unavailable");
    await assert.rejects(reader.read("recorder-a", now), isUninitialised);
    const second = await reader.initialise(none);
    assert.ok(second.created);
    assert.notEqual(second.epoch, first.epoch);
    assert.deepEqual(await writer.append(written(sampleRecords(1, 2))), { state: "appended", epoch: second.epoch });
    assert.deepEqual(numbers(await reader.read("recorder-a", now)), [1, 2]);
  });

  test(`${implementation} RecordStream.read() gives at most recordsMax records, or one entry`, async () => {
    await using under = await open();
    const { writer, reader } = under.transport.recordStream;
    await reader.initialise(none);
    await writer.append(written(sampleRecords(1, 130)));
    const sizes: number[] = [];
    for (const recordsMax of [100, 10, 60]) {
      const deliveries = await reader.read("recorder-a", { ...now, recordsMax });
      sizes.push(numbers(deliveries).length);
      await acknowledge(under.transport, deliveries);
    }
    assert.deepEqual(sizes, [100, 30, 0]);
  });

  test(`${implementation} RecordStream.read() repeats what is not acknowledged, to its consumer alone`, async () => {
    await using under = await open();
    const { writer, reader } = under.transport.recordStream;
    await reader.initialise(none);
    await writer.append(written(sampleRecords(1, 60)));
    const first = await reader.read("recorder-a", now);
    await writer.append(written(sampleRecords(61, 61)));
    assert.deepEqual(await reader.read("recorder-a", now), first, "its own first");
    assert.deepEqual(numbers(await reader.read("recorder-b", now)), [61]);
    await acknowledge(under.transport, first.slice(0, 1));
    assert.deepEqual(await reader.read("recorder-a", now), first.slice(1));
    await acknowledge(under.transport, first.slice(1));
    assert.deepEqual(await reader.read("recorder-a", now), []);
  });

  test(`${implementation} RecordStream.read() takes over what another consumer holds for too long`, async () => {
    await using under = await open();
    const { writer, reader } = under.transport.recordStream;
    await reader.initialise(none);
    await writer.append(written(sampleRecords(1, 2)));
    const held = await reader.read("recorder-a", now);
    assert.deepEqual(await reader.read("recorder-b", { ...now, claimIdleMs: 60_000 }), []);
    assert.deepEqual(await reader.read("recorder-b", { ...now, claimIdleMs: 0 }), held);
    assert.deepEqual(await reader.read("recorder-a", { ...now, claimIdleMs: 60_000 }), [], "it is no longer its own");
    await acknowledge(under.transport, held);
    assert.deepEqual(await reader.read("recorder-a", { ...now, claimIdleMs: 0 }), []);
  });

  test(`${implementation} RecordStream.watermark() is raised, never lowered, and outlives the store by the database's`, async () => {
    await using under = await open();
    const { writer, reader } = under.transport.recordStream;
    assert.equal(await writer.watermark("gateway-1"), 0);
    await reader.initialise(new Map([["gateway-1", 9], ["gateway-2", 3]]));
    assert.equal(await writer.watermark("gateway-1"), 9);
    await reader.acknowledge([], new Map([["gateway-1", 10], ["gateway-2", 2]]));
    assert.deepEqual([await writer.watermark("gateway-1"), await writer.watermark("gateway-2")], [10, 3]);
    await reader.initialise(new Map([["gateway-1", 8]]));
    assert.equal(await writer.watermark("gateway-1"), 10);
    await under.forget();
    assert.equal(await writer.watermark("gateway-1"), 0);
    await assert.rejects(reader.acknowledge(["1-1"], new Map([["gateway-1", 11]])), isUninitialised);
    assert.equal(await writer.watermark("gateway-1"), 11, "what is committed stays committed");
    await reader.initialise(new Map([["gateway-1", 10], ["gateway-2", 3]]));
    assert.deepEqual([await writer.watermark("gateway-1"), await writer.watermark("gateway-2")], [11, 3]);
  });

  test(`${implementation} RecordStream.append() is full at the bound, counted from the oldest uncommitted record`, async () => {
    await using under = await open({ recordStreamBounds: { uncommittedMax: 100 } });
    const { writer, reader } = under.transport.recordStream;
    await reader.initialise(none);
    for (const [first, last] of [[1, 50], [51, 99]] as const) {
      assert.equal((await writer.append(written(sampleRecords(first, last)))).state, "appended");
    }
    assert.equal((await writer.append(written(sampleRecords(100, 100)))).state, "appended");
    assert.equal((await writer.append(written(sampleRecords(101, 101)))).state, "full");
    const deliveries = await reader.read("recorder-a", now);
    assert.equal((await writer.append(written(sampleRecords(101, 101)))).state, "full", "delivered is not committed");
    await acknowledge(under.transport, deliveries.slice(1));
    assert.equal(
      (await writer.append(written(sampleRecords(101, 101)))).state,
      "full",
      "the oldest is still uncommitted",
    );
    await acknowledge(under.transport, deliveries.slice(0, 1));
    assert.equal((await writer.append(written(sampleRecords(101, 101)))).state, "appended");
    assert.deepEqual(numbers(await reader.read("recorder-a", now)), [101]);
  });
}

/** What holds for every wait of a record stream's reading sides. */
export function recordStreamWaitContract(implementation: string, open: OpenTransport): void {
  test(`${implementation} RecordStream.read() waits for what comes, and ends empty when aborted`, async () => {
    await using under = await open();
    const { writer, reader } = under.transport.recordStream;
    await reader.initialise(none);
    const waiting = reader.read("recorder-a", { recordsMax: 10, blockMs: 60_000 });
    await writer.append(written(sampleRecords(1, 1)));
    const deliveries = await waiting;
    assert.deepEqual(numbers(deliveries), [1]);
    await acknowledge(under.transport, deliveries);
    assert.deepEqual(await reader.read("recorder-a", { recordsMax: 10, blockMs: 1 }), []);
    const controller = new AbortController();
    const aborted = reader.read("recorder-a", { recordsMax: 10, blockMs: 60_000, signal: controller.signal });
    controller.abort();
    assert.deepEqual(await aborted, []);
    const before = { recordsMax: 10, blockMs: 60_000, signal: controller.signal };
    assert.deepEqual(await reader.read("recorder-a", before), []);
    await writer.append(written(sampleRecords(2, 2)));
    assert.deepEqual(numbers(await reader.read("recorder-a", now)), [2], "nothing was lost with the wait");
  });

  test(`${implementation} RecordStream.read() ends when the transport is closed, or the stream is lost`, async () => {
    await using under = await open();
    const { reader, tail } = under.transport.recordStream;
    await reader.initialise(none);
    // A store that does not tell who waits is found out by the next read.
    const lost = assert.rejects(
      reader.read("recorder-a", { recordsMax: 10, blockMs: 300 }).then(() => reader.read("recorder-a", now)),
      isUninitialised,
    );
    await under.forget();
    await lost;
    await reader.initialise(none);
    const { cursor } = await tail.end();
    const waiting = Promise.allSettled([
      reader.read("recorder-a", { recordsMax: 10, blockMs: 60_000 }),
      tail.readAfter(cursor, { recordsMax: 10, blockMs: 60_000 }),
    ]);
    await under.transport.close();
    for (const ended of await waiting) {
      assert.ok(ended.status === "rejected" && ended.reason instanceof TransportError);
      assert.equal(ended.reason.code, "closed");
    }
  });
}

function numbers(deliveries: RecordDelivery[]): number[] {
  return deliveries.flatMap(({ records }) => records.map(({ sequence }) => sequence.n));
}

function acknowledge(transport: Transport, deliveries: RecordDelivery[]): Promise<void> {
  return transport.recordStream.reader.acknowledge(deliveries.map(({ entryId }) => entryId), none);
}

function isUninitialised(error: unknown): boolean {
  return error instanceof TransportError && error.code === "uninitialised";
}
