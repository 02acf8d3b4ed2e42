import assert from "node:assert/strict";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { redisTransport } from "../../shared/transport/redis/redis_transport.ts";
import { startRedis } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { sampleRecords } from "../recorder/testing/sample_record.ts";
import { LogTail } from "./log_tail.ts";
import { TailSubscription, type TailSubscriptionOptions } from "./tail_subscription.ts";
import { written } from "../../shared/transport/contract/written.ts";

test("TailSubscription over Redis goes on after a cursor, lives through a loss, and then says gap", async () => {
  await using undo = new AsyncDisposableStack();
  const redis = undo.use(await startRedis({ private: true }));
  const transport = redisTransport({ url: redis.url, clock: systemClock, onProblem: () => {} });
  undo.defer(() => transport.close());
  const { writer, reader, tail: stream } = transport.recordStream;
  await reader.initialise(new Map());
  const tail = new LogTail({ stream, clock: systemClock, logger: new MemoryLogger() });
  undo.defer(() => tail.close());
  const records = sampleRecords(1, 130);
  const open = (options: Partial<TailSubscriptionOptions> = {}) =>
    TailSubscription.open({
      tail,
      stream,
      clock: systemClock,
      wants: () => true,
      backfill: () => Promise.resolve(records.slice(115, 121)),
      authorizeAgain: () => Promise.resolve(),
      ...options,
    });
  const take = async (subscription: TailSubscription, last: number) => {
    for (;;) {
      const { value } = await subscription.next();
      if (value.log.sequence.n === last) return value;
    }
  };

  const first = await open();
  await writer.append(written(records.slice(0, 110)));
  const { cursor } = await take(first, 60);
  await take(first, 110);
  const resumed = await open({ after: cursor });
  assert.equal((await resumed.next()).value.log.sequence.n, 61);
  await take(resumed, 110);
  await resumed.return();

  await redis.kill();
  await redis.restart();
  await eventually(() => reader.initialise(new Map()).catch(() => null));
  await eventually(async () => (await writer.append(written(records.slice(118)))).state === "appended");
  const numbers: number[] = [];
  let gaps = 0;
  while (numbers.at(-1) !== 130) {
    const { value } = await first.next();
    numbers.push(value.log.sequence.n);
    if (value.gap) gaps++;
  }
  // 116 to 121 from the database, the rest from the stream, none twice.
  assert.deepEqual(numbers.toSorted((a, b) => a - b), Array.from({ length: 15 }, (_, index) => index + 116));
  assert.equal(gaps, 1);
});
