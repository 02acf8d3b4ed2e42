import { StreamKeeper } from "./keep_answer.ts";
import type { AnswerFacts } from "../wires/wire.ts";
import type { AnswerUse } from "./meter.ts";
import type { Exchange } from "./exchange.ts";
import { GatewayError } from "./gateway_error.ts";
import { recordEnding } from "./record.ts";
import type { Timer } from "./timer_wheel.ts";

/** The attempt that feeds a streamed answer. */
export interface AnswerSource {
  /** The client reads slower than the provider sends, or has caught up. */
  hold(held: boolean): void;
  /** The client has gone. */
  cancel(): void;
}

/** What was read of a streamed answer so far. */
export interface AnswerProgress {
  readonly facts: AnswerFacts;
  /** See `StreamReader.contentFrames`. */
  readonly contentFrames: number;
  /** How many events the client was sent. */
  readonly frames: number;
}

/**
 * The body of a streamed answer: one push stream, ended by exactly one of its own terminal, an error frame, or the
 * client's going. Backpressure holds the provider, for `answerUnreadMs` at a time; a cancellation leaves it at once.
 */
export class StreamedAnswer {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #exchange: Exchange;
  readonly #source: AnswerSource;
  readonly #progress: AnswerProgress;
  #controller!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  /** Null where the answer is not to be kept. */
  readonly #keeper: StreamKeeper | null;
  /** Of the body's bytes; null where they are not captured. */
  readonly #bodies: Exchange["bodies"];
  #held = false;
  /**
   * Settled when the stream is to ask for more: as long as it waits for that, it need not ask after every chunk, which costs
   * a tenth of passing one on.
   */
  #asking = Promise.withResolvers<void>();
  /** Looks whether the client has read anything since; one at a time, however often the provider is held. */
  #unread: Timer | null = null;
  #reads = 0;
  readonly #cutOff = () => void this.#leave(new GatewayError("shutting_down", { retryAfterMs: 1_000 }));
  #state: "open" | "ending" | "cancelled" = "open";

  constructor(exchange: Exchange, source: AnswerSource, progress: AnswerProgress) {
    this.#exchange = exchange;
    this.#source = source;
    this.#progress = progress;
    const { cache, bodies } = exchange;
    this.#bodies = bodies;
    this.#keeper = cache === null || cache.keep === null ? null : new StreamKeeper(cache.answerBytesMax);
    this.readable = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => this.#pull(),
      cancel: () => this.#cancel(),
    }, { highWaterMark: CHUNKS_HELD_MAX });
    exchange.gateway.whenCutOff(this.#cutOff);
  }

  emit(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#state !== "open") return;
    this.#controller.enqueue(bytes);
    this.#keeper?.append(bytes);
    this.#bodies?.append(bytes);
    if (this.#held || this.#controller.desiredSize! > 0) return;
    this.#held = true;
    this.#source.hold(true);
    this.#asking.resolve();
    if (this.#unread === null) this.#watchReading();
  }

  /** The provider's own terminal: the account is on record before the client can see the end. */
  async terminal(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.#state !== "open") return;
    this.#end();
    const use = this.#use();
    this.#bodies?.append(bytes);
    await recordEnding(this.#exchange, { outcome: "completed", status: 200, errorCode: null, use });
    this.#keeper?.append(bytes);
    this.#keeper?.keep(this.#exchange, use.facts);
    this.#close(bytes);
  }

  /** The stream broke off: the client is told so, and never led to take it for whole. */
  async fault(error: GatewayError): Promise<void> {
    if (this.#state !== "open") return;
    this.#end();
    await recordEnding(this.#exchange, {
      outcome: "failed",
      status: 200,
      errorCode: error.code,
      use: { ...this.#use(), brokenOff: true },
    });
    this.#close(this.#exchange.dialect.errorFrame(error, this.#progress.frames));
  }

  /** Leaves the provider and tells the client why, as soon as it reads what is ready for it. */
  async #leave(error: GatewayError): Promise<void> {
    if (this.#state !== "open") return;
    this.#end();
    this.#source.cancel();
    await recordEnding(this.#exchange, {
      outcome: "cancelled",
      status: 200,
      errorCode: error.code,
      use: { ...this.#use(), brokenOff: true },
    });
    this.#close(this.#exchange.dialect.errorFrame(error, this.#progress.frames));
  }

  #use(): AnswerUse {
    const { facts, contentFrames } = this.#progress;
    return { facts, outputTokensSeen: contentFrames };
  }

  #end(): void {
    this.#state = "ending";
    this.#unread?.cancel();
    this.#exchange.gateway.forgetCutOff(this.#cutOff);
  }

  #watchReading(): void {
    const { wheel, dependencies: { limits: { answerUnreadMs } } } = this.#exchange.gateway;
    const reads = this.#reads;
    this.#unread = wheel.schedule(answerUnreadMs, () => {
      this.#unread = null;
      if (!this.#held) return;
      if (this.#reads !== reads) return this.#watchReading();
      const detail = `nothing of the answer was read for ${answerUnreadMs / 1_000} s`;
      void this.#leave(new GatewayError("request_timeout", { details: { detail } }));
    });
  }

  #close(bytes: Uint8Array<ArrayBuffer>): void {
    // The client may have gone while the record was written.
    if (this.#state === "cancelled") return;
    if (bytes.length > 0) this.#controller.enqueue(bytes);
    this.#controller.close();
  }

  /** Called at the beginning, and when the client has read after the provider was held. */
  #pull(): Promise<void> {
    this.#asking = Promise.withResolvers();
    if (this.#held) {
      this.#held = false;
      this.#reads++;
      this.#source.hold(false);
    }
    return this.#asking.promise;
  }

  #cancel(): Promise<void> | void {
    const ending = this.#state === "ending";
    this.#end();
    this.#state = "cancelled";
    // Its end was on record already, or is being written.
    if (ending) return;
    this.#source.cancel();
    return recordEnding(this.#exchange, {
      outcome: "cancelled",
      status: 200,
      errorCode: "client_closed_request",
      use: { ...this.#use(), brokenOff: true },
    });
  }
}

/** Chunks that wait for the client before the provider is held. */
const CHUNKS_HELD_MAX = 4;
