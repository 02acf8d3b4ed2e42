import type { UpstreamFault, UpstreamHeaders, UpstreamSink } from "../upstream.ts";

/** Keeps what an upstream said, in order, and lets a test wait for it. */
export class RecordingSink implements UpstreamSink {
  readonly said: string[] = [];
  status: number | null = null;
  headers: UpstreamHeaders | null = null;
  readonly chunks: Uint8Array<ArrayBuffer>[] = [];
  bytes = 0;
  fault: UpstreamFault | null = null;
  /** Called after each chunk: where a test pauses or aborts. */
  onData: (() => void) | null = null;
  /** Whether chunks are kept; a test of huge bodies only counts them. */
  keepsChunks = true;
  #watchers: { holds: () => boolean; resolve: () => void }[] = [];

  get isOver(): boolean {
    return this.said.includes("end") || this.said.includes("error");
  }

  get text(): string {
    const decoder = new TextDecoder();
    return this.chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
  }

  head(status: number, headers: UpstreamHeaders): void {
    this.status = status;
    this.headers = headers;
    this.#hear("head");
  }

  data(chunk: Uint8Array<ArrayBuffer>): void {
    if (this.keepsChunks) this.chunks.push(chunk);
    this.bytes += chunk.length;
    this.onData?.();
    this.#hear("data");
  }

  end(): void {
    this.#hear("end");
  }

  error(fault: UpstreamFault): void {
    this.fault = fault;
    this.#hear("error");
  }

  /** Resolves when `holds` is true, asked after everything that is heard. */
  until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => this.#watchers.push({ holds, resolve }));
  }

  /** Resolves when the answer has ended, well or not. */
  over(): Promise<void> {
    return this.until(() => this.isOver);
  }

  #hear(what: string): void {
    // Many chunks in a row count as one: how an answer is cut is not what tests compare.
    if (what !== "data" || this.said.at(-1) !== "data") this.said.push(what);
    const met = this.#watchers.filter((watcher) => watcher.holds());
    this.#watchers = this.#watchers.filter((watcher) => !met.includes(watcher));
    for (const watcher of met) watcher.resolve();
  }
}
