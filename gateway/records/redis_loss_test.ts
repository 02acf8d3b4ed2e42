import assert from "node:assert/strict";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { redisTransport } from "../../shared/transport/redis/redis_transport.ts";
import type { RecordStreamReader } from "../../shared/transport/record_stream.ts";
import { startRedis } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { GatewayRecords } from "./gateway_records.ts";
import { begunRecord, sampleRecord } from "./testing/sample_record.ts";
import { inTemporaryDirectory } from "./testing/temporary_directory.ts";

/** A recorder whose database is two maps: what it committed outlives every Redis. */
class Recorder {
  readonly records = new Map<string, RequestRecord>();
  readonly watermarks = new Map<string, number>();
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;

  start(reader: RecordStreamReader): void {
    this.#running = this.#run(reader);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(reader: RecordStreamReader): Promise<void> {
    let initialised = false;
    while (!this.#stop.signal.aborted) {
      try {
        if (!initialised) await reader.initialise(this.watermarks);
        initialised = true;
        const deliveries = await reader.read("recorder", { recordsMax: 500, blockMs: 100, signal: this.#stop.signal });
        for (const { records } of deliveries) this.#commit(records);
        if (deliveries.length > 0) await reader.acknowledge(deliveries.map(({ entryId }) => entryId), this.watermarks);
      } catch {
        initialised = false;
        await systemClock.delay(20, this.#stop.signal).catch(() => {});
      }
    }
  }

  #commit(records: RequestRecord[]): void {
    for (const record of records) {
      const { instance, n } = record.sequence;
      if (!this.records.has(record.id)) this.records.set(record.id, record);
      this.watermarks.set(instance, Math.max(n, this.watermarks.get(instance) ?? 0));
    }
  }
}

test("GatewayRecords() loses no record over a Redis that is killed and comes back empty, again and again", () =>
  inTemporaryDirectory(async (dataDirectory) => {
    const redis = await startRedis({ private: true });
    const options = { url: redis.url, clock: systemClock, onProblem: () => {} };
    const [gatewaySide, recorderSide] = [redisTransport(options), redisTransport(options)];
    const recorder = new Recorder();
    const records = await GatewayRecords.open({
      dataDirectory,
      instance: "gateway-1",
      writer: gatewaySide.recordStream.writer,
      clock: systemClock,
      logger: new MemoryLogger(),
    });
    recorder.start(recorderSide.recordStream.reader);
    const written = new Set<string>();
    const writing = new AbortController();
    const traffic = (async () => {
      while (!writing.signal.aborted) {
        const record = sampleRecord();
        await records.log.begin(begunRecord(record), { reservationId: null, nanoUsd: 1 });
        await records.log.finish(record);
        written.add(record.id);
        await systemClock.delay(1);
      }
    })();
    for (let round = 0; round < 3; round++) {
      const before = recorder.records.size;
      await eventually(() => recorder.records.size > before + 30, { timeoutMs: 30_000 });
      await redis.restart();
    }
    writing.abort();
    await traffic;
    await eventually(() => records.health.lag === 0, { timeoutMs: 30_000 });
    assert.deepEqual([...written].filter((id) => !recorder.records.has(id)), []);
    assert.equal(recorder.records.size, written.size);
    const numbers = [...recorder.records.values()].map(({ sequence }) => sequence.n).sort((one, other) => one - other);
    assert.deepEqual(numbers, numbers.map((_, index) => index + 1));
    await records.close();
    assert.deepEqual([...Deno.readDirSync(`${dataDirectory}/spool`)], []);
    await recorder.stop();
    await Promise.all([gatewaySide.close(), recorderSide.close()]);
    await redis.stop();
  }));
