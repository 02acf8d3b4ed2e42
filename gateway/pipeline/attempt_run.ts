import { REQUEST_HEADERS } from "../../shared/contracts/headers.ts";
import type { Attempt } from "../../shared/contracts/request_record.ts";
import { providerError } from "../http/error_response.ts";
import type { PreparedRequest } from "../providers/provider_adapter.ts";
import type { ProviderCall, ProviderFault, WholeAnswer } from "../wires/wire.ts";
import type { ReadyTarget } from "../targets/resolve_target.ts";
import type { UpstreamExchange, UpstreamFault, UpstreamHeaders, UpstreamSink } from "../upstream/upstream.ts";
import {
  AttemptDeadline,
  type AttemptTimeouts,
  attemptTimeouts,
  type DeadlineOwner,
  type Expiry,
  expiryMessage,
  STREAM_EXPIRIES,
} from "./attempt_deadline.ts";
import type { AttemptResult } from "./attempt_result.ts";
import {
  type AnswerReader,
  ErrorReader,
  type StreamListener,
  StreamReader,
  type WholeListener,
  WholeReader,
} from "./answer_reader.ts";
import { isRetryable } from "../targets/retry_schedule.ts";
import { blameCredential } from "../targets/blame_credential.ts";
import type { TargetPassage } from "../targets/target_passage.ts";
import { limitResetMs } from "../wires/retry_after.ts";
import { elapsedMs, type Exchange } from "./exchange.ts";
import { GatewayError } from "./gateway_error.ts";
import { letGoOfRequest } from "./let_go_of_request.ts";
import { type AnswerSource, StreamedAnswer } from "./streamed_answer.ts";
import type { Timer } from "./timer_wheel.ts";
import { toMicroseconds } from "./to_microseconds.ts";

/** What is sent, and to whom. */
export interface PreparedCall {
  ready: ReadyTarget;
  call: ProviderCall;
  prepared: Extract<PreparedRequest, { state: "ready" }>;
}

/** One call to one target, from dispatch to its end: hears the provider, watches the time, keeps the account. */
export class AttemptRun implements UpstreamSink, DeadlineOwner, WholeListener, StreamListener, AnswerSource {
  readonly #exchange: Exchange;
  readonly #sent: PreparedCall;
  readonly #timeouts: AttemptTimeouts;
  readonly #startedAt: number;
  readonly #startMs: number;
  readonly #deadline: AttemptDeadline;
  readonly #passage: TargetPassage;
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
    const { clock, targetHealth } = exchange.gateway.dependencies;
    const { target, place } = sent.ready;
    this.#exchange = exchange;
    this.#sent = sent;
    this.#startedAt = clock.now();
    this.#startMs = clock.monotonic();
    this.#timeouts = attemptTimeouts(target.timeouts, deadlineMs - this.#startMs);
    this.#deadline = new AttemptDeadline(exchange.gateway, this, { timeouts: this.#timeouts, startMs: this.#startMs });
    if (target.slowStream !== undefined) this.#deadline.keepPace(target.slowStream, () => this.#contentFrames());
    this.#passage = targetHealth.enter(place.identity, this.#startMs);
  }

  start(): Promise<AttemptResult> {
    const { ready, prepared } = this.#sent;
    const { url, body } = prepared;
    const headers = this.#headers(prepared.headers);
    this.#exchange.dispatched = true;
    const upstream = this.#exchange.gateway.dependencies.upstreamFor(ready.provider.kind);
    const request = { method: "POST", url, headers, body, connectTimeoutMs: this.#timeouts.connectMs } as const;
    try {
      this.#upstream = upstream.send(request, this);
    } catch (error) {
      // Our own fault, whatever the target is like.
      this.#passage.ended("left", this.#nowMs());
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
    const nowMs = this.#nowMs();
    this.#firstByteMs ??= nowMs - this.#startMs;
    this.#deadline.touch(nowMs);
    try {
      this.#reader!.data(chunk);
    } catch (error) {
      this.#failToRead(error);
    }
  }

  end(): void {
    this.#linger?.cancel();
    try {
      if (!this.#over) this.#reader!.end();
    } catch (error) {
      this.#failToRead(error);
    }
  }

  error(fault: UpstreamFault): void {
    this.#linger?.cancel();
    const { errorClass, detail } = fault;
    this.#fail({ errorClass, status: this.#status, message: detail, retryAfterMs: null, clientBody: null });
  }

  /** Whether the provider's bytes are to wait: the client reads slower than it sends. */
  hold(held: boolean): void {
    if (this.#over) return;
    this.#deadline.suspend(held, this.#nowMs());
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

  /** The provider's, and the client's trace where providers may know of it. */
  #headers(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const { gateway, request } = this.#exchange;
    if (!gateway.dependencies.traceToProviders) return headers;
    const traceParent = request.headers.get(REQUEST_HEADERS.traceParent);
    return traceParent === null ? headers : { ...headers, [REQUEST_HEADERS.traceParent]: traceParent };
  }

  #readerFor(status: number, headers: UpstreamHeaders): AnswerReader {
    const { ready: { adapter }, call } = this.#sent;
    if (status < 200 || status > 299) {
      return new ErrorReader((bytes) => {
        const nowMs = this.#exchange.gateway.dependencies.clock.now();
        const fault = adapter.fault(call, status, headers, bytes, nowMs);
        if (status === 429) fault.retryAfterMs ??= limitResetMs(headers, nowMs);
        this.#fail(fault);
      });
    }
    if (call.stream) return new StreamReader((sink) => adapter.answerStream(call, sink), this);
    this.#deadline.whole();
    return new WholeReader(this);
  }

  whole(bytes: Uint8Array<ArrayBuffer> | null): void {
    const { ready: { adapter }, call } = this.#sent;
    if (bytes !== null) this.#answered(adapter.answer(call, bytes));
    else this.#fail(this.#malformed("the answer is larger than the gateway takes"));
  }

  #answered(answer: WholeAnswer): void {
    if (answer.state === "failed") return this.#fail(answer.fault);
    if (answer.state === "malformed") return this.#fail(this.#malformed(answer.detail));
    // A count of tokens takes no time that would tell how fast the model answers.
    const isAnswer = this.#sent.call.dialect !== "anthropic_count_tokens";
    const nowMs = this.#nowMs();
    if (isAnswer) this.#passage.begun("whole", nowMs - this.#startMs, nowMs);
    this.#settle("completed", null, nowMs);
    this.#result.resolve({ state: "whole", bytes: answer.bytes, facts: answer.facts });
  }

  /** The first content is there. */
  opened(): void {
    const reader = this.#reader as StreamReader;
    const nowMs = this.#nowMs();
    this.#deadline.flowing(nowMs);
    this.#passage.begun("streamed", nowMs - this.#startMs, nowMs);
    // The stream tells by its own cancellation from now on that the client has gone.
    this.#exchange.client.close();
    letGoOfRequest(this.#exchange, this.#sent);
    this.#answer = new StreamedAnswer(this.#exchange, this, reader);
    this.#result.resolve({ state: "streaming", answer: this.#answer });
  }

  content(): void {
    this.#exchange.ttftMs ??= elapsedMs(this.#exchange);
  }

  emit(bytes: Uint8Array<ArrayBuffer>): void {
    this.#answer!.emit(bytes);
  }

  fault(fault: ProviderFault): void {
    this.#fail(fault);
  }

  terminal(bytes: Uint8Array<ArrayBuffer>): void {
    this.#settle("completed", null);
    // The connection can be used again once the provider has closed the body; one that does not is cut off.
    this.#upstream!.resume();
    this.#linger = this.#exchange.gateway.wheel.schedule(LINGER_MS, () => this.#upstream!.abort());
    void this.#answer!.terminal(bytes);
  }

  /** `streamError`: what the client of a stream that has begun is told. */
  #fail(fault: ProviderFault, options: { streamError?: GatewayError; isRetryable?: boolean } = {}): void {
    if (this.#over) return;
    const { ready } = this.#sent;
    this.#settle("failed", fault);
    this.#upstream!.abort();
    if (this.#answer !== null) {
      const details = { provider: ready.target.provider };
      return void this.#answer.fault(options.streamError ?? new GatewayError("stream_interrupted", { details }));
    }
    this.#exchange.client.whenGone(null);
    const { gateway, key } = this.#exchange;
    blameCredential(gateway.dependencies.targetHealth, { tenantId: key!.tenantId, ready }, fault);
    this.#result.resolve({
      state: "failed",
      errorClass: fault.errorClass,
      error: providerError(fault, ready.target),
      credentialId: ready.credentialId,
      isRetryable: options.isRetryable ?? isRetryable(fault),
    });
  }

  expired(expiry: Expiry): void {
    const { provider, slowStream } = this.#sent.ready.target;
    const fault: ProviderFault = {
      errorClass: "timeout",
      status: this.#status,
      message: expiryMessage(expiry, { timeouts: this.#timeouts, slowStream }),
      retryAfterMs: null,
      clientBody: null,
    };
    const details = { provider, idleMs: this.#timeouts.idleMs, ...slowStream };
    const code = STREAM_EXPIRIES[expiry];
    // What took as long as it may would take as long again.
    this.#fail(fault, { streamError: new GatewayError(code, { details }), isRetryable: expiry !== "total" });
  }

  #malformed(message: string): ProviderFault {
    return { errorClass: "malformed", status: this.#status, message, retryAfterMs: null, clientBody: null };
  }

  /** A fault in our own reading must end the request and not the process, which an upstream's callback would. */
  #failToRead(error: unknown): void {
    const { dependencies } = this.#exchange.gateway;
    dependencies.logger.error("answer_unreadable", { requestId: this.#exchange.id, error: String(error) });
    this.#fail(this.#malformed("reading the answer failed in the gateway"));
  }

  #nowMs(): number {
    return this.#exchange.gateway.dependencies.clock.monotonic();
  }

  #contentFrames(): number {
    return this.#reader instanceof StreamReader ? this.#reader.contentFrames : 0;
  }

  /** Closes the account of this attempt; nothing that comes later changes it. */
  #settle(outcome: Attempt["outcome"], fault: ProviderFault | null, nowMs = this.#nowMs()): void {
    this.#over = true;
    this.#deadline.close();
    const told = outcome === "failed" ? fault!.errorClass : outcome === "completed" ? "answered" : "left";
    this.#passage.ended(told, nowMs);
    const { target, credentialId, provider } = this.#sent.ready;
    const endMs = nowMs - this.#startMs;
    const { metrics } = this.#exchange.gateway.dependencies;
    metrics.attempted(provider.kind, { outcome, endMs }, fault?.errorClass ?? null);
    this.#exchange.waitedMs += endMs;
    this.#exchange.attempts.push({
      target: { provider: target.provider, model: target.model },
      credentialId,
      startedAt: this.#startedAt,
      firstByteMs: this.#firstByteMs === null ? null : toMicroseconds(this.#firstByteMs),
      endMs: toMicroseconds(endMs),
      outcome,
      errorClass: fault?.errorClass ?? null,
      status: this.#status,
      error: fault?.message.slice(0, 512) ?? null,
    });
  }
}

/** How long a provider may leave its body open after the terminal. */
const LINGER_MS = 5_000;
