import { type BodyEntry, bodyEntry } from "../../contracts/captured_body.ts";
import type { Clock } from "../../time/clock.ts";
import type { BodyAppendResult, BodyDelivery, BodyStream, BodyStreamReader, BodyStreamWriter } from "../body_stream.ts";
import { TransportError } from "../transport_error.ts";

const CLAIM_IDLE_MS = 30_000;

/** The stream of captured bodies within one process. */
export class MemoryBodyStream implements BodyStream, BodyStreamReader, BodyStreamWriter {
  readonly writer = this;
  readonly reader = this;
  readonly #clock: Clock;
  readonly #bytesMax: number;
  /** In order; as text, so that what it takes is known and nobody changes it. */
  readonly #held = new Map<string, HeldEntry>();
  #bytes = 0;
  #appended = 0;
  #closed = false;

  constructor(clock: Clock, bytesMax: number) {
    this.#clock = clock;
    this.#bytesMax = bytesMax;
  }

  append(entries: readonly BodyEntry[]): Promise<BodyAppendResult> {
    if (this.#closed) return Promise.resolve({ state: "unavailable", reason: "the transport is closed" });
    const texts = entries.map((entry) => JSON.stringify(entry));
    const bytes = texts.reduce((sum, text) => sum + text.length, 0);
    if (this.#bytes + bytes > this.#bytesMax) return Promise.resolve({ state: "full" });
    this.#bytes += bytes;
    for (const text of texts) this.#held.set(String(++this.#appended), { text, consumer: null, sinceMs: 0 });
    return Promise.resolve({ state: "appended" });
  }

  // deno-lint-ignore require-await -- what it throws must reject
  async read(
    consumer: string,
    { entriesMax, claimIdleMs = CLAIM_IDLE_MS }: { entriesMax: number; claimIdleMs?: number },
  ): Promise<BodyDelivery[]> {
    this.#refuseWhenClosed();
    const nowMs = this.#clock.monotonic();
    const held = [...this.#held];
    const own = held.filter(([, entry]) => entry.consumer === consumer);
    const idle = held.filter(([, entry]) => entry.consumer !== null && nowMs - entry.sinceMs >= claimIdleMs);
    const fresh = held.filter(([, entry]) => entry.consumer === null);
    const next = own.length > 0 ? own : idle.length > 0 ? idle : fresh;
    return next.slice(0, entriesMax).map(([entryId, entry]) => {
      Object.assign(entry, { consumer, sinceMs: nowMs });
      return { entryId, entry: bodyEntry.parse(JSON.parse(entry.text)) };
    });
  }

  // deno-lint-ignore require-await -- what it throws must reject
  async acknowledge(entryIds: readonly string[]): Promise<void> {
    this.#refuseWhenClosed();
    for (const id of entryIds) {
      this.#bytes -= this.#held.get(id)?.text.length ?? 0;
      this.#held.delete(id);
    }
  }

  forget(): void {
    this.#held.clear();
    this.#bytes = 0;
  }

  close(): void {
    this.#closed = true;
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new TransportError("closed", "The transport is closed.");
  }
}

interface HeldEntry {
  text: string;
  /** Null: nobody has received it. */
  consumer: string | null;
  sinceMs: number;
}
