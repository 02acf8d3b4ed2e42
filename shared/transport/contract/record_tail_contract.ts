import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { TailedRecord } from "../record_stream.ts";
import type { Transport } from "../transport.ts";
import { sampleRecords } from "./samples.ts";
import type { OpenTransport } from "./tested_transport.ts";
import { written } from "./written.ts";

const none = new Map<string, number>();
const all = { recordsMax: 1_000 };

/** What holds for the live tail's side of every record stream. */
export function recordTailContract(implementation: string, open: OpenTransport): void {
  test(`${implementation} RecordStreamTail.readAfter() gives what comes after a cursor, from any record on`, async () => {
    await using under = await open();
    const { writer, reader, tail } = under.transport.recordStream;
    const { epoch } = await reader.initialise(none);
    await writer.append(written(sampleRecords(1, 3)));
    const end = await tail.end();
    assert.equal(end.epoch, epoch);
    assert.deepEqual(await tail.readAfter(end.cursor, all), { records: [], cursor: end.cursor, gap: false });
    await writer.append(written(sampleRecords(4, 60)));
    await writer.append(written(sampleRecords(61, 61)));
    const read = await tail.readAfter(end.cursor, all);
    assert.deepEqual(read.records.map(({ record }) => record), sampleRecords(4, 61));
    assert.equal(read.cursor, read.records.at(-1)?.cursor);
    assert.equal(new Set(read.records.map(({ cursor }) => cursor)).size, 58);
    for (const [index, { cursor }] of read.records.entries()) {
      const rest = await tail.readAfter(cursor, all);
      assert.deepEqual([numbers(rest.records)[0], rest.gap], [index === 57 ? undefined : 5 + index, false]);
    }
  });

  test(`${implementation} RecordStreamTail.readAfter() gives at most recordsMax records and goes on behind them`, async () => {
    await using under = await open();
    const { writer, reader, tail } = under.transport.recordStream;
    await reader.initialise(none);
    let { cursor } = await tail.end();
    await writer.append(written(sampleRecords(1, 130)));
    const seen: number[] = [];
    for (const expected of [60, 60, 10, 0]) {
      const read = await tail.readAfter(cursor, { recordsMax: 60 });
      assert.deepEqual([read.records.length, read.gap], [expected, false]);
      seen.push(...numbers(read.records));
      cursor = read.cursor;
    }
    assert.deepEqual(seen, Array.from({ length: 130 }, (_, index) => index + 1));
  });

  test(`${implementation} RecordStreamTail.readAfter() waits for the first, and ends empty when aborted`, async () => {
    await using under = await open();
    const { writer, reader, tail } = under.transport.recordStream;
    await reader.initialise(none);
    const { cursor } = await tail.end();
    const waiting = tail.readAfter(cursor, { recordsMax: 10, blockMs: 60_000 });
    await writer.append(written(sampleRecords(1, 1)));
    const read = await waiting;
    assert.deepEqual(numbers(read.records), [1]);
    const controller = new AbortController();
    const options = { recordsMax: 10, blockMs: 60_000, signal: controller.signal };
    const aborted = tail.readAfter(read.cursor, options);
    controller.abort();
    assert.deepEqual(await aborted, { records: [], cursor: read.cursor, gap: false });
  });

  test(`${implementation} RecordStreamTail.readAfter() says gap when the stream is another one`, async () => {
    await using under = await open();
    const { writer, reader, tail } = under.transport.recordStream;
    const before = await tail.end();
    assert.equal(before.epoch, null);
    assert.deepEqual(await tail.readAfter(before.cursor, all), { records: [], cursor: before.cursor, gap: false });
    await reader.initialise(none);
    await writer.append(written(sampleRecords(1, 3)));
    const first = await tail.readAfter(before.cursor, all);
    assert.deepEqual([numbers(first.records), first.gap], [[1, 2, 3], true]);
    await under.forget();
    assert.deepEqual(await tail.readAfter(first.cursor, all), { records: [], cursor: first.cursor, gap: false });
    await reader.initialise(none);
    await writer.append(written(sampleRecords(2, 9)));
    const second = await tail.readAfter(first.cursor, all);
    assert.deepEqual([numbers(second.records), second.gap], [[2, 3, 4, 5, 6, 7, 8, 9], true]);
    const third = await tail.readAfter("what:ever", { recordsMax: 1 });
    assert.deepEqual([numbers(third.records), third.gap], [[2], true]);
  });

  test(`${implementation} RecordStream trims committed records by count, and says gap to whom they were still to come`, async () => {
    await using under = await open({ recordStreamBounds: { retainedRecords: 100 } });
    const { reader, tail } = under.transport.recordStream;
    await reader.initialise(none);
    const start = (await tail.end()).cursor;
    const cursors = await appendCommitted(under.transport, 6);
    const fromStart = await tail.readAfter(start, all);
    assert.equal(fromStart.gap, true);
    assert.deepEqual(numbers(fromStart.records), Array.from({ length: 100 }, (_, index) => 201 + index));
    assert.deepEqual(await gaps(under.transport, cursors), [true, true, true, false, false, false]);
  });

  test(`${implementation} RecordStream trims committed records by age, and never what is not committed`, async () => {
    let nowMs = 1_800_000_000_000;
    await using under = await open({ recordStreamBounds: { retainedMs: 60_000 }, nowMs: () => nowMs });
    const { writer, reader, tail } = under.transport.recordStream;
    await reader.initialise(none);
    const cursors = await appendCommitted(under.transport, 2);
    await writer.append(written(sampleRecords(101, 110)));
    const held = await reader.read("recorder-a", { recordsMax: 100, blockMs: 0 });
    await writer.append(written(sampleRecords(111, 112)));
    nowMs += 60_001;
    await reader.acknowledge([], none);
    const read = await tail.readAfter(cursors[0]!, all);
    assert.deepEqual([numbers(read.records), read.gap], [
      [101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112],
      true,
    ]);
    assert.equal((await tail.readAfter(cursors[1]!, all)).gap, false, "nothing that followed it is gone");
    await reader.acknowledge(held.map(({ entryId }) => entryId), none);
    const rest = await tail.readAfter(cursors[1]!, all);
    assert.deepEqual([numbers(rest.records), rest.gap], [[111, 112], true], "the last two were never delivered");
    await reader.acknowledge(
      (await reader.read("recorder-a", { recordsMax: 9, blockMs: 0 })).map((d) => d.entryId),
      none,
    );
    const empty = await tail.end();
    assert.deepEqual(await tail.readAfter(empty.cursor, all), { records: [], cursor: empty.cursor, gap: false });
    await writer.append(written(sampleRecords(113, 113)));
    assert.deepEqual(numbers((await tail.readAfter(empty.cursor, all)).records), [113]);
  });
}

/** Appends and commits so many entries of 50 records; gives the cursor after each. */
async function appendCommitted(transport: Transport, entries: number): Promise<string[]> {
  const { writer, reader, tail } = transport.recordStream;
  const cursors: string[] = [];
  for (let entry = 0; entry < entries; entry++) {
    await writer.append(written(sampleRecords(1 + entry * 50, 50 + entry * 50)));
    const deliveries = await reader.read("recorder-a", { recordsMax: 50, blockMs: 0 });
    cursors.push((await tail.end()).cursor);
    await reader.acknowledge(deliveries.map(({ entryId }) => entryId), none);
  }
  return cursors;
}

async function gaps(transport: Transport, cursors: string[]): Promise<boolean[]> {
  const answers = await Promise.all(cursors.map((cursor) => transport.recordStream.tail.readAfter(cursor, all)));
  return answers.map(({ gap }) => gap);
}

function numbers(records: TailedRecord[]): number[] {
  return records.map(({ record }) => record.sequence.n);
}
