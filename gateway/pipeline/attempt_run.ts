import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import type { Attempt } from "../../shared/contracts/request_record.ts";
import { providerError } from "../http/error_response.ts";
import type { PreparedRequest } from "../providers/provider_adapter.ts";
import type { AnswerFacts, ProviderCall, ProviderFault, WholeAnswer } from "../wires/wire.ts";
import type { ReadyTarget } from "../targets/resolve_target.ts";
import type { UpstreamExchange, UpstreamFault, UpstreamHeaders, UpstreamSink } from "../upstream/upstream.ts";
import {
  AttemptDeadline,
  type AttemptTimeouts,
  attemptTimeouts,
  type Expiry,
  expiryMessage,
} from "./attempt_deadline.ts";
import { type AnswerReader, ErrorReader, StreamReader, WholeReader } from "./answer_reader.ts";
import { elapsedMs, type Exchange } from "./exchange.ts";
import { GatewayError } from "./gateway_error.ts";
import { StreamedAnswer } from "./streamed_answer.ts";
import type { Timer } from "./timer_wheel.ts";

export type AttemptResult =
  | { state: "whole"; bytes: Uint8Array<ArrayBuffer>; facts: AnswerFacts }
  /** The first content is there: from now on no other target may be tried. */
  | { state: "streaming"; answer: StreamedAnswer }
  | { state: "failed"; errorClass: ErrorClass; error: GatewayError; credentialId: string | null }
  /** The client went away before there was an answer. */
  | { state: "cancelled" };

/** What is sent, and to whom. */
export interface PreparedCall {
  ready: ReadyTarget;
  call: ProviderCall;
  prepared: Extract<PreparedRequest, { state: "ready" }>;
}

/** One call to one target, from dispatch to its end: hears the provider, watches the time, keeps the account. */
export class AttemptRun implements UpstreamSink {
  readonly #exchange: Exchange;
  readonly #sent: PreparedCall;
  readonly #timeouts: AttemptTimeouts;
  readonly #startedAt: number;
  readonly #startMs: number;
  readonly #deadline: AttemptDeadline;
  readonly #result = Promise.withResolvers<AttemptResult>();
  #upstream: UpstreamExchange | null = null;
  #reader: AnswerReader | null = null;
  #answer: StreamedAnswer | null = null;
  #status: number | null = null;
  #firstByteMs: number | null = null;
  #over = false;
  #linger: Timer | null = null;

  /** `deadlineMs`: when the request must be over, monotonic milliseconds. */
  constructor(exchange: Exchange, sent: PreparedCall, deadlineMs: number) {
    const { wheel, dependencies: { clock } } = exchange.gateway;
    this.#exchange = exchange;
    this.#sent = sent;
    this.#startedAt = clock.now();
    this.#startMs = clock.monotonic();
    this.#timeouts = attemptTimeouts(sent.ready.target.timeouts, deadlineMs - this.#startMs);
    this.#deadline = new AttemptDeadline(wheel, clock, this.#timeouts, (expiry) => this.#expire(expiry));
  }

  start(): Promise<AttemptResult> {
    const { ready, prepared } = this.#sent;
    const { url, headers, body } = prepared;
    this.#exchange.dispatched = true;
    const upstream = this.#exchange.gateway.dependencies.upstreamFor(ready.provider.kind);
    const request = { method: "POST", url, headers, body, connectTimeoutMs: this.#timeouts.connectMs } as const;
    try {
      this.#upstream = upstream.send(request, this);
    } catch (error) {
      this.#settle("failed", this.#malformed("sending the request failed in the gateway"));
      throw error;
    }
    this.#exchange.client.whenGone(() => this.cancel());
    return this.#result.promise;
  }

  head(status: number, headers: UpstreamHeaders): void {
    if (this.#over) return;
    this.#status = status;
    this.#reader = this.#readerFor(status, headers);
  }

  data(chunk: Uint8Array<ArrayBuffer>): void {
    if (this.#over) return;
    this.#firstByteMs ??= this.#passedMs();
    this.#deadline.touch();
    this.#guard(() => this.#reader!.data(chunk));
  }

  end(): void {
    this.#linger?.cancel();
    if (!this.#over) this.#guard(() => this.#reader!.end());
  }

  error(fault: UpstreamFault): void {
    this.#linger?.cancel();
    const { errorClass, detail } = fault;
    this.#fail({ errorClass, status: this.#status, message: detail, retryAfterMs: null, clientBody: null });
  }

  /** Whether the provider's bytes are to wait: the client reads slower than it sends. */
  hold(held: boolean): void {
    if (this.#over) return;
    this.#deadline.suspend(held);
    if (held) this.#upstream!.pause();
    else this.#upstream!.resume();
  }

  /** The client has gone: the provider is left at once. */
  cancel(): void {
    if (this.#over) return;
    this.#settle("cancelled", null);
    this.#upstream!.abort();
    if (this.#answer === null) this.#result.resolve({ state: "cancelled" });
  }

  #readerFor(status: number, headers: UpstreamHeaders): AnswerReader {
    const { ready: { adapter }, call } = this.#sent;
    if (status < 200 || status > 299) {
      return new ErrorReader((bytes) => {
        const nowMs = this.#exchange.gateway.dependencies.clock.now();
        this.#fail(adapter.fault(call, status, headers, bytes, nowMs));
      });
    }
    if (call.stream) {
      return new StreamReader((sink) => adapter.answerStream(call, sink), {
        opened: () => this.#open(),
        content: () => this.#exchange.ttftMs ??= elapsedMs(this.#exchange),
        emit: (bytes) => this.#answer!.emit(bytes),
        terminal: (bytes) => this.#terminate(bytes),
        fault: (fault) => this.#fail(fault),
      });
    }
    this.#deadline.begun("whole");
    return new WholeReader((bytes) => bytes === null ? this.#tooLarge() : this.#answered(adapter.answer(call, bytes)));
  }

  #answered(answer: WholeAnswer): void {
    if (answer.state === "failed") return this.#fail(answer.fault);
    if (answer.state === "malformed") return this.#fail(this.#malformed(answer.detail));
    this.#settle("completed", null);
    this.#result.resolve({ state: "whole", bytes: answer.bytes, facts: answer.facts });
  }

  /** The first content is there. */
  #open(): void {
    const reader = this.#reader as StreamReader;
    this.#deadline.begun("flowing");
    // The stream tells by its own cancellation from now on that the client has gone.
    this.#exchange.client.close();
    this.#answer = new StreamedAnswer(this.#exchange, {
      hold: (held) => this.hold(held),
      cancel: () => this.cancel(),
      use: () => ({ facts: reader.facts, outputTokensSeen: reader.contentFrames }),
      framesSent: () => reader.frames,
    });
    this.#result.resolve({ state: "streaming", answer: this.#answer });
  }

  #terminate(bytes: Uint8Array<ArrayBuffer>): void {
    this.#settle("completed", null);
    // The connection can be used again once the provider has closed the body; one that does not is cut off.
    this.#upstream!.resume();
    this.#linger = this.#exchange.gateway.wheel.schedule(LINGER_MS, () => this.#upstream!.abort());
    void this.#answer!.terminal(bytes);
  }

  #fail(fault: ProviderFault): void {
    if (this.#over) return;
    this.#settle("failed", fault);
    this.#upstream!.abort();
    const { target, credentialId } = this.#sent.ready;
    if (this.#answer !== null) return void this.#answer.fault(brokenOff(target.provider));
    this.#exchange.client.whenGone(null);
    const error = providerError(fault, target);
    if (fault.errorClass === "rate_limited" && credentialId !== null) {
      const coolMs = fault.quotaExhausted ? Infinity : fault.retryAfterMs;
      this.#exchange.gateway.cooling.cool(credentialId, target.model, coolMs);
    }
    this.#result.resolve({ state: "failed", errorClass: fault.errorClass, error, credentialId });
  }

  #expire(expiry: Expiry): void {
    if (this.#over) return;
    const message = expiryMessage(expiry, this.#timeouts);
    const fault: ProviderFault = {
      errorClass: "timeout",
      status: this.#status,
      message,
      retryAfterMs: null,
      clientBody: null,
    };
    if (this.#answer === null) return this.#fail(fault);
    this.#settle("failed", fault);
    this.#upstream!.abort();
    const { provider } = this.#sent.ready.target;
    const details = { provider, idleMs: this.#timeouts.idleMs };
    const error = expiry === "idle" ? new GatewayError("stream_stalled", { details }) : brokenOff(provider);
    void this.#answer.fault(error);
  }

  #tooLarge(): void {
    this.#fail(this.#malformed("the answer is larger than the gateway takes"));
  }

  #malformed(message: string): ProviderFault {
    return { errorClass: "malformed", status: this.#status, message, retryAfterMs: null, clientBody: null };
  }

  /** A fault in our own reading must end the request and not the process, which an upstream's callback would. */
  #guard(read: () => void): void {
    try {
      read();
    } catch (error) {
      const { dependencies } = this.#exchange.gateway;
      dependencies.logger.error("answer_unreadable", { requestId: this.#exchange.id, error: String(error) });
      this.#fail(this.#malformed("reading the answer failed in the gateway"));
    }
  }

  #passedMs(): number {
    return this.#exchange.gateway.dependencies.clock.monotonic() - this.#startMs;
  }

  /** Closes the account of this attempt; nothing that comes later changes it. */
  #settle(outcome: Attempt["outcome"], fault: ProviderFault | null): void {
    this.#over = true;
    this.#deadline.close();
    const { target, credentialId } = this.#sent.ready;
    const endMs = this.#passedMs();
    this.#exchange.waitedMs += endMs;
    this.#exchange.attempts.push({
      target: { provider: target.provider, model: target.model },
      credentialId,
      startedAt: this.#startedAt,
      firstByteMs: this.#firstByteMs,
      endMs,
      outcome,
      errorClass: fault?.errorClass ?? null,
      status: this.#status,
      error: fault?.message.slice(0, 512) ?? null,
    });
  }
}

/** How long a provider may leave its body open after the terminal. */
const LINGER_MS = 5_000;

function brokenOff(provider: string): GatewayError {
  return new GatewayError("stream_interrupted", { details: { provider } });
}
