import assert from "node:assert/strict";
import { MemoryLogger } from "../../../shared/logging/testing/memory_logger.ts";
import { systemClock } from "../../../shared/time/clock.ts";
import { redisTransport } from "../../../shared/transport/redis/redis_transport.ts";
import type { Transport } from "../../../shared/transport/transport.ts";
import { eventually } from "../../../testing/eventually.ts";
import { draftOf } from "../draft_of.ts";
import { GatewayRecords } from "../gateway_records.ts";
import { MapRecorder } from "./map_recorder.ts";
import { begunRecord, sampleRecord } from "./sample_record.ts";

/** A gateway's records on their way through a Redis to a recorder: about one a millisecond, until it is finished. */
export class RecordTraffic {
  readonly recorder = new MapRecorder();
  readonly #written = new Set<string>();
  readonly #writing = new AbortController();
  readonly #records: GatewayRecords;
  readonly #transports: Transport[];
  readonly #dataDirectory: string;
  readonly #running: Promise<void>;

  private constructor(records: GatewayRecords, transports: [Transport, Transport], dataDirectory: string) {
    this.#records = records;
    this.#transports = transports;
    this.#dataDirectory = dataDirectory;
    this.recorder.start(transports[1].recordStream.reader);
    this.#running = this.#write();
  }

  static async start(redisUrl: string, dataDirectory: string): Promise<RecordTraffic> {
    const options = { url: redisUrl, clock: systemClock, onProblem: () => {} };
    const transports: [Transport, Transport] = [redisTransport(options), redisTransport(options)];
    const records = await GatewayRecords.open({
      dataDirectory,
      instance: "gateway-1",
      writer: transports[0].recordStream.writer,
      clock: systemClock,
      logger: new MemoryLogger(),
    });
    return new RecordTraffic(records, transports, dataDirectory);
  }

  /** Resolves when so many more records were committed. */
  async flows(more: number): Promise<void> {
    const before = this.recorder.records.size;
    await eventually(() => this.recorder.records.size > before + more, { timeoutMs: 30_000 });
  }

  /** Ends it, and sees that every record that was written was committed once, and that nothing is left in the spool. */
  async finish(): Promise<void> {
    this.#writing.abort();
    await this.#running;
    await eventually(() => this.#records.health.lag === 0, { timeoutMs: 30_000 });
    const { records } = this.recorder;
    assert.deepEqual([...this.#written].filter((id) => !records.has(id)), []);
    assert.equal(records.size, this.#written.size);
    const numbers = [...records.values()].map(({ sequence }) => sequence.n).sort((one, other) => one - other);
    assert.deepEqual(numbers, numbers.map((_, index) => index + 1));
    await this.#records.close();
    assert.deepEqual([...Deno.readDirSync(`${this.#dataDirectory}/spool`)], []);
    await this.recorder.stop();
    await Promise.all(this.#transports.map((transport) => transport.close()));
  }

  async #write(): Promise<void> {
    while (!this.#writing.signal.aborted) {
      const record = sampleRecord();
      await this.#records.log.begin(draftOf(begunRecord(record)), { reservationId: null, nanoUsd: 1 });
      await this.#records.log.finish(draftOf(record));
      this.#written.add(record.id);
      await systemClock.delay(1);
    }
  }
}
