/** Hears of bytes in order: see `AnswerStreamSink.bytes`. */
type Emit = (bytes: Uint8Array<ArrayBuffer>, frames: number, content: boolean) => void;

/** Gathers neighbouring events of one buffer, so that they go out as one piece without being copied. */
export class EventRun {
  readonly #emit: Emit;
  #buffer: Uint8Array<ArrayBuffer> | null = null;
  #start = 0;
  #end = 0;
  #frames = 0;
  #content = false;

  /** `emit` is called synchronously from `append` and `flush`. */
  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /** An event that lies in `buffer` from `start` up to `end`. `frames`: 0 for what only keeps the connection alive. */
  append(buffer: Uint8Array<ArrayBuffer>, start: number, end: number, frames: number, content: boolean): void {
    if (this.#buffer !== buffer || this.#end !== start) {
      this.flush();
      this.#buffer = buffer;
      this.#start = start;
    }
    this.#end = end;
    this.#frames += frames;
    this.#content ||= content;
  }

  /** Sends what is gathered; nothing where nothing is. */
  flush(): void {
    if (this.#buffer === null) return;
    const bytes = this.#buffer.subarray(this.#start, this.#end);
    const frames = this.#frames;
    const content = this.#content;
    this.#buffer = null;
    this.#frames = 0;
    this.#content = false;
    this.#emit(bytes, frames, content);
  }
}
