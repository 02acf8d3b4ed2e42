import type { RequestRecord } from "../../../shared/contracts/request_record.ts";
import { systemClock } from "../../../shared/time/clock.ts";
import type { RecordStreamReader } from "../../../shared/transport/record_stream.ts";

/** A recorder whose database is two maps: what it committed outlives every Redis. */
export class MapRecorder {
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
