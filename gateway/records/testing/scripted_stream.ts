import type { RequestRecord } from "../../../shared/contracts/request_record.ts";
import type { AppendResult, RecordStreamWriter } from "../../../shared/transport/record_stream.ts";
import type { WrittenRecord } from "../../../shared/transport/written_record.ts";
import { readBack } from "./read_back.ts";

/** A record stream whose every answer a test decides; commits only what it is told to. */
export class ScriptedStream implements RecordStreamWriter {
  /** Every append that was taken, in order. */
  readonly batches: RequestRecord[][] = [];
  readonly watermarks = new Map<string, number>();
  answer: AppendResult = { state: "appended", epoch: "epoch-1" };
  reachable = true;
  /** Whether every record counts as committed as soon as it is appended. */
  commitsAtOnce = false;
  readonly #listeners = new Set<() => void>();
  #waiting: { until: () => boolean; resolve: () => void }[] = [];

  get records(): RequestRecord[] {
    return this.batches.flat();
  }

  append(records: readonly WrittenRecord[]): Promise<AppendResult> {
    const answer: AppendResult = this.reachable ? this.answer : { state: "unavailable", reason: "scripted" };
    if (answer.state === "appended") {
      this.batches.push(readBack(records));
      if (this.commitsAtOnce) this.commit();
    }
    this.#tell();
    return Promise.resolve(answer);
  }

  watermark(instance: string): Promise<number | null> {
    const answer = this.reachable ? this.watermarks.get(instance) ?? 0 : null;
    queueMicrotask(() => this.#tell());
    return Promise.resolve(answer);
  }

  onReconnect(listener: () => void): { close(): void } {
    this.#listeners.add(listener);
    return { close: () => void this.#listeners.delete(listener) };
  }

  /** How many still listen for reconnections. */
  get listeners(): number {
    return this.#listeners.size;
  }

  reconnect(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Commits everything appended so far. */
  commit(): void {
    for (const { sequence } of this.records) {
      this.watermarks.set(sequence.instance, Math.max(sequence.n, this.watermarks.get(sequence.instance) ?? 0));
    }
  }

  /** Resolves after the call that makes a condition true. */
  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ until: condition, resolve }));
  }

  #tell(): void {
    for (const waiting of this.#waiting.filter(({ until }) => until())) waiting.resolve();
    this.#waiting = this.#waiting.filter(({ until }) => !until());
  }
}
