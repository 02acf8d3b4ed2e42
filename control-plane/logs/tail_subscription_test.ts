import assert from "node:assert/strict";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { forgetfulMemoryTransport } from "../../shared/transport/memory/memory_transport.ts";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { sampleRecord, sampleRecords } from "../recorder/testing/sample_record.ts";
import { LogTail } from "./log_tail.ts";
import { type TailEvent, TailSubscription, type TailSubscriptionOptions } from "./tail_subscription.ts";
import { written } from "../../shared/transport/contract/written.ts";

async function fixture() {
  const transport = forgetfulMemoryTransport({ clock: systemClock });
  const { writer, reader, tail: stream } = transport.recordStream;
  await reader.initialise(new Map());
  const tail = new LogTail({ stream, clock: systemClock, logger: new MemoryLogger() });
  return {
    transport,
    tail,
    append: (records: RequestRecord[]) => writer.append(written(records)),
    open: (options: Partial<TailSubscriptionOptions> = {}) =>
      TailSubscription.open({
        tail,
        stream,
        clock: systemClock,
        wants: () => true,
        backfill: () => Promise.resolve([]),
        authorizeAgain: () => Promise.resolve(),
        ...options,
      }),
    async [Symbol.asyncDispose]() {
      await tail.close();
      await transport.close();
    },
  };
}

async function take(subscription: TailSubscription, count: number): Promise<TailEvent[]> {
  const events: TailEvent[] = [];
  while (events.length < count) {
    const result = await subscription.next();
    assert.ok(!result.done);
    events.push(result.value);
  }
  return events;
}

function numbers(events: TailEvent[]): number[] {
  return events.map((event) => event.log.sequence.n);
}

test("TailSubscription gives what comes from now on, if it is wanted", async () => {
  await using live = await fixture();
  await live.append(sampleRecords(1, 2));
  const subscription = await live.open({ wants: (record) => record.sequence.n % 2 === 1 });
  await live.append(sampleRecords(3, 6));
  const events = await take(subscription, 2);
  assert.deepEqual(numbers(events), [3, 5]);
  assert.deepEqual(events.map(({ dropped, gap }) => [dropped, gap]), [[0, false], [0, false]]);
});

test("TailSubscription drops the oldest for a client that does not keep up, and says how many", async () => {
  await using live = await fixture();
  const subscription = await live.open({ queuedMax: 4 });
  const watcher = await live.open();
  await live.append(sampleRecords(1, 10));
  await take(watcher, 10);
  const events = await take(subscription, 4);
  assert.deepEqual(numbers(events), [7, 8, 9, 10]);
  assert.deepEqual(events.map((event) => event.dropped), [6, 0, 0, 0]);
});

test("TailSubscription goes on after any event's cursor without loss or repetition", async () => {
  await using live = await fixture();
  const first = await live.open();
  await live.append(sampleRecords(1, 3));
  await live.append(sampleRecords(4, 9));
  const events = await take(first, 9);
  for (const [index, { cursor }] of events.entries()) {
    const resumed = await live.open({ after: cursor });
    await live.append([sampleRecord(100 + index)]);
    const expected = [
      ...Array.from({ length: 8 - index }, (_, offset) => index + 2 + offset),
      ...Array.from({ length: index + 1 }, (_, offset) => 100 + offset),
    ];
    assert.deepEqual(numbers(await take(resumed, expected.length)), expected);
    await resumed.return();
  }
});

test("TailSubscription loses nothing of a long history while more comes in", async () => {
  await using live = await fixture();
  const first = await live.open();
  await live.append(sampleRecords(1, 1));
  const [event] = await take(first, 1);
  await first.return();
  for (let n = 2; n <= 900; n += 50) await live.append(sampleRecords(n, n + 49));
  const resumed = await live.open({ after: event!.cursor, queuedMax: 100 });
  const early = await take(resumed, 10);
  await live.append(sampleRecords(902, 950));
  assert.deepEqual(
    numbers([...early, ...await take(resumed, 939)]),
    Array.from({ length: 949 }, (_, index) => index + 2),
  );
});

test("TailSubscription fills a gap from the database, once, and says so", async () => {
  await using live = await fixture();
  const first = await live.open();
  const records = sampleRecords(1, 6);
  await live.append(records.slice(0, 2));
  const [event] = await take(first, 1);
  await first.return();
  const atMs = Date.now();
  live.transport.forget();
  await live.transport.recordStream.reader.initialise(new Map());
  // The fourth was committed, and shipped again all the same.
  await live.append(records.slice(3));
  const asked: number[] = [];
  const resumed = await live.open({
    after: event!.cursor,
    backfill: (sinceMs) => {
      asked.push(sinceMs);
      return Promise.resolve(records.slice(1, 4));
    },
  });
  const events = await take(resumed, 5);
  assert.deepEqual(numbers(events), [2, 3, 4, 5, 6]);
  assert.deepEqual(events.map(({ gap }) => gap), [true, false, false, false, false]);
  assert.equal(asked.length, 1);
  assert.ok(asked[0]! <= atMs && asked[0]! > atMs - 10_000);
  // Within the gap there is no better place to go on than before it.
  assert.equal(events[1]!.cursor, event!.cursor);
  assert.notEqual(events[3]!.cursor, event!.cursor);
});

test("TailSubscription says that there was a gap although the database has nothing of it", async () => {
  await using live = await fixture();
  const subscription = await live.open();
  const pending = subscription.next();
  live.transport.forget();
  await live.transport.recordStream.reader.initialise(new Map());
  await live.append(sampleRecords(1, 2));
  const result = await pending;
  assert.deepEqual([result.value?.gap, (await take(subscription, 1))[0]!.gap], [true, false]);
});

test("TailSubscription.return() ends a waiting next() and frees everything at once", async () => {
  await using live = await fixture();
  const subscription = await live.open();
  const pending = subscription.next();
  assert.equal(live.tail.listeners, 1);
  const returned = subscription.return();
  assert.equal(live.tail.listeners, 0);
  assert.deepEqual([(await returned).done, (await pending).done, (await subscription.next()).done], [true, true, true]);
});

test("TailSubscription.return() before the first next() frees everything too", async () => {
  await using live = await fixture();
  const subscription = await live.open();
  await subscription.return();
  assert.equal(live.tail.listeners, 0);
  await live.append(sampleRecords(1, 1));
  assert.equal((await subscription.next()).done, true);
});

test("TailSubscription ends when the live tail is closed", async () => {
  const live = await fixture();
  const subscription = await live.open();
  const pending = subscription.next();
  await live.tail.close();
  assert.equal((await pending).done, true);
  await live.transport.close();
});

test("TailSubscription asks after a minute whether its caller still may, and ends when not", async () => {
  await using live = await fixture();
  const clock = new ManualClock();
  let asked = 0;
  const authorizeAgain = () => ++asked === 1 ? Promise.resolve() : Promise.reject(new Error("no longer"));
  const subscription = await live.open({ clock, authorizeAgain });
  await live.append(sampleRecords(1, 1));
  await take(subscription, 1);
  assert.equal(asked, 0);
  for (const n of [2, 3]) {
    await clock.advance(60_000);
    await live.append(sampleRecords(n, n));
    if (n === 2) await take(subscription, 1);
    else await assert.rejects(subscription.next(), /no longer/);
  }
  assert.deepEqual([asked, live.tail.listeners], [2, 0]);
  await eventually(() => live.tail.listeners === 0);
});
