import assert from "node:assert/strict";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { forgetfulMemoryTransport } from "../../shared/transport/memory/memory_transport.ts";
import type { RecordStreamTail, TailedRecord } from "../../shared/transport/record_stream.ts";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { sampleRecords } from "../recorder/testing/sample_record.ts";
import { LogTail, type TailListener } from "./log_tail.ts";
import { written } from "../../shared/transport/contract/written.ts";

/** A stream whose readings are counted and can be made to fail. */
async function tailFixture() {
  const transport = forgetfulMemoryTransport({ clock: systemClock });
  const { writer, reader, tail } = transport.recordStream;
  await reader.initialise(new Map());
  const counts = { reading: 0, readingMax: 0, failures: 0 };
  const stream: RecordStreamTail = {
    end: () => tail.end(),
    async readAfter(cursor, options) {
      if (counts.failures > 0) {
        counts.failures--;
        throw new Error("unreachable");
      }
      counts.readingMax = Math.max(counts.readingMax, ++counts.reading);
      try {
        return await tail.readAfter(cursor, options);
      } finally {
        counts.reading--;
      }
    },
  };
  const logger = new MemoryLogger();
  const logTail = new LogTail({ stream, clock: systemClock, logger });
  return {
    transport,
    counts,
    logger,
    logTail,
    append: (records: RequestRecord[]) => writer.append(written(records)),
    async [Symbol.asyncDispose]() {
      await logTail.close();
      await transport.close();
    },
  };
}

class Listener implements TailListener {
  readonly heard: number[] = [];
  readonly gaps: number[] = [];
  ended = false;
  record(tailed: TailedRecord): void {
    this.heard.push(tailed.record.sequence.n);
  }
  gap(sinceMs: number): void {
    this.gaps.push(sinceMs);
  }
  end(): void {
    this.ended = true;
  }
}

test("LogTail reads once, however many listen, and only what comes after they joined", async () => {
  await using fixture = await tailFixture();
  await fixture.append(sampleRecords(1, 3));
  const listeners = [new Listener(), new Listener(), new Listener()];
  for (const listener of listeners) await fixture.logTail.join(listener);
  await fixture.append(sampleRecords(4, 5));
  await eventually(() => listeners.every((listener) => listener.heard.length === 2));
  const late = new Listener();
  await fixture.logTail.join(late);
  await fixture.append(sampleRecords(6, 6));
  await eventually(() => late.heard.length === 1);
  assert.deepEqual([late.heard, listeners[0]!.heard], [[6], [4, 5, 6]]);
  assert.equal(fixture.counts.readingMax, 1);
});

test("LogTail.leave() ends the reading with the last listener, and the next one begins anew", async () => {
  await using fixture = await tailFixture();
  const [one, two] = [new Listener(), new Listener()];
  await fixture.logTail.join(one);
  await fixture.logTail.join(two);
  fixture.logTail.leave(one);
  fixture.logTail.leave(one);
  assert.equal(fixture.counts.reading, 1);
  fixture.logTail.leave(two);
  await eventually(() => fixture.counts.reading === 0);
  await fixture.append(sampleRecords(1, 2));
  await fixture.logTail.join(two);
  await fixture.append(sampleRecords(3, 3));
  await eventually(() => two.heard.length > 0);
  assert.deepEqual([one.heard, two.heard], [[], [3]]);
});

test("LogTail goes on where it was when the stream was away", async () => {
  await using fixture = await tailFixture();
  const listener = new Listener();
  fixture.counts.failures = 2;
  await fixture.logTail.join(listener);
  await fixture.append(sampleRecords(1, 2));
  await eventually(() => listener.heard.length === 2);
  assert.deepEqual(fixture.logger.names("warn"), ["log_tail_interrupted", "log_tail_interrupted"]);
  assert.deepEqual(listener.gaps, []);
});

test("LogTail tells of a gap, and since when, when the stream was emptied", async () => {
  await using fixture = await tailFixture();
  const listener = new Listener();
  const beforeMs = Date.now();
  await fixture.logTail.join(listener);
  fixture.transport.forget();
  await fixture.transport.recordStream.reader.initialise(new Map());
  await fixture.append(sampleRecords(7, 7));
  await eventually(() => listener.heard.length === 1);
  assert.equal(listener.gaps.length, 1);
  assert.ok(listener.gaps[0]! >= beforeMs && listener.gaps[0]! <= Date.now());
});

test("LogTail.close() ends every listener and takes no more", async () => {
  await using fixture = await tailFixture();
  const listener = new Listener();
  await fixture.logTail.join(listener);
  await fixture.logTail.close();
  assert.deepEqual([listener.ended, fixture.logTail.listeners, fixture.counts.reading], [true, 0, 0]);
  await assert.rejects(fixture.logTail.join(listener), /closed/);
});

test("LogTail.join() fails and keeps nothing when the stream is unreachable", async () => {
  const transport = forgetfulMemoryTransport({ clock: systemClock });
  const { tail } = transport.recordStream;
  let away = true;
  const stream: RecordStreamTail = {
    end: () => away ? Promise.reject(new Error("unreachable")) : tail.end(),
    readAfter: (cursor, options) => tail.readAfter(cursor, options),
  };
  const logTail = new LogTail({ stream, clock: systemClock, logger: new MemoryLogger() });
  await assert.rejects(logTail.join(new Listener()), /unreachable/);
  assert.equal(logTail.listeners, 0);
  away = false;
  await logTail.join(new Listener());
  assert.equal(logTail.listeners, 1);
  await logTail.close();
  await transport.close();
});
