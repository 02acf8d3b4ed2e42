import assert from "node:assert/strict";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { forgetfulMemoryTransport } from "../../shared/transport/memory/memory_transport.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import { logConditions } from "./log_filter.ts";
import { LogTail } from "./log_tail.ts";
import { matchesRecord } from "./match_record.ts";
import { TailSubscription } from "./tail_subscription.ts";
import { written } from "../../shared/transport/contract/written.ts";

const SUBSCRIBERS = 50;
const RECORDS = 3_000;
const QUEUED_MAX = 256;
const PROJECT_ID = sampleRecord(1).projectId;

test("TailSubscription gives each of 50 subscribers every record that it wants, or counts it as dropped", async () => {
  await using live = await liveTail();
  const readers = await Promise.all(Array.from({ length: SUBSCRIBERS }, (_, index) => live.reader(index)));
  for (let n = 0; n < RECORDS; n += 50) await live.ship(50);
  const last = live.records.at(-1)!;
  for (const [index, reader] of readers.entries()) {
    const isWanted = live.wants(index);
    const wanted = live.records.filter(isWanted);
    await eventually(() => reader.heard.length + reader.dropped === wanted.length, { timeoutMs: 30_000 });
    // What is heard is what is wanted, in its order, nothing twice.
    const heard = new Set(reader.heard);
    assert.equal(heard.size, reader.heard.length);
    assert.deepEqual(reader.heard, wanted.map(({ sequence }) => sequence.n).filter((n) => heard.has(n)));
    if (isWanted(last)) assert.equal(reader.heard.at(-1), last.sequence.n);
  }
});

test("TailSubscription holds no more than 256 records for a subscriber that does not read, whoever else does", async () => {
  await using live = await liveTail();
  const stalled = await Promise.all(Array.from({ length: SUBSCRIBERS - 1 }, () => live.open()));
  const reader = await live.reader(0);
  for (let n = 0; n < RECORDS; n += 50) {
    await live.ship(50);
    await eventually(() => reader.heard.length + reader.dropped === live.records.length);
  }
  assert.equal(reader.dropped, 0, "who keeps up loses nothing to those who do not");
  for (const subscription of stalled) {
    const { value: first } = await subscription.next();
    assert.equal(first.dropped, RECORDS - QUEUED_MAX);
    assert.equal(first.log.sequence.n, RECORDS - QUEUED_MAX + 1);
  }
});

test("TailSubscription of 50 subscribers that break off and come back loses and repeats nothing", async () => {
  await using live = await liveTail();
  const heard = Array.from({ length: SUBSCRIBERS }, (): number[] => []);
  const cursors: (string | undefined)[] = [];
  const first = await Promise.all(heard.map(() => live.open()));
  await live.ship(200);
  await Promise.all(first.map(async (subscription, index) => {
    // Each at another place, some within an entry of the stream.
    for (let taken = 0; taken < 1 + 4 * index; taken++) {
      const { value } = await subscription.next();
      heard[index]!.push(value.log.sequence.n);
      cursors[index] = value.cursor;
    }
    await subscription.return();
  }));
  await live.ship(RECORDS - 200);
  await Promise.all(heard.map(async (numbers, index) => {
    const subscription = await live.open({ after: cursors[index] });
    while (numbers.at(-1) !== RECORDS) {
      const { value } = await subscription.next();
      assert.ok(value.dropped === 0 && !value.gap);
      numbers.push(value.log.sequence.n);
    }
    await subscription.return();
  }));
  const all = Array.from({ length: RECORDS }, (_, index) => index + 1);
  for (const numbers of heard) assert.deepEqual(numbers, all);
});

async function liveTail() {
  const transport = forgetfulMemoryTransport({ clock: systemClock });
  const { writer, reader: recorder, tail: stream } = transport.recordStream;
  await recorder.initialise(new Map());
  const tail = new LogTail({ stream, clock: systemClock, logger: new MemoryLogger() });
  const records: RequestRecord[] = [];
  const subscriptions: TailSubscription[] = [];
  const open = async (
    { index = null, after }: { index?: number | null; after?: string | undefined } = {},
  ): Promise<TailSubscription> => {
    const subscription = await TailSubscription.open({
      tail,
      stream,
      clock: systemClock,
      wants: index === null ? () => true : wants(index),
      backfill: () => Promise.resolve([]),
      authorizeAgain: () => Promise.resolve(),
      after,
    });
    subscriptions.push(subscription);
    return subscription;
  };
  return {
    records,
    open,
    wants,
    /** What a gateway ships: records of 50 end users, every tenth of them failed. */
    async ship(count: number) {
      const batch = Array.from({ length: count }, () => {
        const n = records.length + 1;
        const record = sampleRecord(n, { endUser: `user-${n % 50}`, outcome: n % 10 === 0 ? "failed" : "completed" });
        records.push(record);
        return record;
      });
      assert.equal((await writer.append(written(batch))).state, "appended");
    },
    /** A subscriber that reads as fast as it can. */
    async reader(index: number) {
      const subscription = await open({ index });
      const heard: number[] = [];
      const reader = { heard, dropped: 0 };
      (async () => {
        for await (const event of subscription) {
          reader.dropped += event.dropped;
          heard.push(event.log.sequence.n);
        }
      })();
      return reader;
    },
    async [Symbol.asyncDispose]() {
      for (const subscription of subscriptions) await subscription.return();
      await tail.close();
      await transport.close();
    },
  };
}

/** Subscribers want one end user's records, failed ones, or all. */
function wants(index: number): (record: RequestRecord) => boolean {
  const filters = [{}, { endUser: `user-${index}` }, { outcome: ["failed" as const] }];
  const conditions = logConditions({ projectId: PROJECT_ID }, filters[index % filters.length]!);
  return (record) => matchesRecord(conditions, record);
}
