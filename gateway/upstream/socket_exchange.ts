import type { Clock } from "../../shared/time/clock.ts";
import { BodyDecoder, type ContentCoding, readContentCodings } from "./body_decoder.ts";
import type { Breakage, Connection, ConnectionUser } from "./connection.ts";
import type { ConnectionPool } from "./connection_pool.ts";
import { faultDetail } from "./network_fault.ts";
import type { RequestTarget } from "./request_target.ts";
import type { ResponseHead } from "./response_head.ts";
import type { UpstreamExchange, UpstreamFault, UpstreamRequest, UpstreamSink } from "./upstream.ts";

/** A request as it is written, and what else is to be known of it: not its body, which may be large and its answer slow. */
export interface WrittenRequest extends Pick<UpstreamRequest, "url" | "headers" | "connectTimeoutMs"> {
  target: RequestTarget;
  /** Until an answer comes; it may have to be written a second time before. */
  bytes: Uint8Array[];
}

/** What exchanges share. */
export interface ExchangeOwner {
  readonly pool: ConnectionPool;
  readonly clock: Clock;
  /** Told once, when nothing more is heard of an exchange. */
  over(exchange: SocketExchange): void;
}

/** One request and its answer, over one connection, or over a second one when the first was stale. */
export class SocketExchange implements UpstreamExchange, ConnectionUser {
  readonly #sent: WrittenRequest;
  readonly #sink: UpstreamSink;
  readonly #owner: ExchangeOwner;
  /** Its place among those of its owner, which keeps it. */
  index = 0;
  #connection: Connection | null = null;
  #decoder: BodyDecoder | null = null;
  /** When the request was written to a connection that had carried others, monotonic milliseconds. */
  #reusedAtMs: number | null = null;
  #isPaused = false;
  /** The decoder has as much as it takes. */
  #isFull = false;
  #isOver = false;

  constructor(sent: WrittenRequest, sink: UpstreamSink, owner: ExchangeOwner) {
    this.#sent = sent;
    this.#sink = sink;
    this.#owner = owner;
  }

  start(): void {
    const { pool, clock } = this.#owner;
    const nowMs = clock.monotonic();
    const reused = pool.take(this.#sent.target.origin, nowMs);
    if (reused === null) return this.#open();
    this.#reusedAtMs = nowMs;
    this.#carryOver(reused);
  }

  pause(): void {
    this.#isPaused = true;
    this.#decoder?.pause();
    this.#regulate();
  }

  resume(): void {
    this.#isPaused = false;
    this.#decoder?.resume();
    this.#regulate();
  }

  abort(): void {
    if (this.#isOver) return;
    this.#finish();
    this.#connection?.destroy();
    this.#connection = null;
  }

  head({ status, headers }: ResponseHead): void {
    this.#sent.bytes = NO_BYTES;
    // Followed, a redirect would carry the credential to wherever it points.
    if (status >= 300 && status < 400) {
      return this.#fail("malformed", "answered with a redirect, which is not followed");
    }
    const coding = headers.get("content-encoding");
    if (coding !== null && !this.#decodes(coding)) return;
    this.#sink.head(status, headers);
  }

  data(chunk: Uint8Array<ArrayBuffer>): void {
    if (this.#decoder === null) return this.#sink.data(chunk);
    if (this.#decoder.write(chunk)) return;
    this.#isFull = true;
    this.#regulate();
  }

  whole(): void {
    this.#connection = null;
    if (this.#decoder !== null) return this.#decoder.end();
    this.#finish();
    this.#sink.end();
  }

  broken({ errorClass, reason, answered }: Breakage): void {
    this.#connection = null;
    if (!answered && this.#hitStaleConnection()) return this.#open();
    this.#fail(errorClass, reason);
  }

  /**
   * Whether the server closed the connection while the request was on its way, which it cannot have read then. That shows
   * within a round trip: whatever breaks later may have been worked on, and doing it twice is for the caller to decide.
   */
  #hitStaleConnection(): boolean {
    if (this.#reusedAtMs === null) return false;
    const isStale = this.#owner.clock.monotonic() - this.#reusedAtMs <= STALE_SHOWS_MS;
    this.#reusedAtMs = null;
    return isStale;
  }

  #open(): void {
    const { target, connectTimeoutMs } = this.#sent;
    this.#carryOver(this.#owner.pool.open(target.origin, connectTimeoutMs));
  }

  #carryOver(connection: Connection): void {
    this.#connection = connection;
    connection.carry(this.#sent.bytes, this);
    if (this.#isPaused) connection.pause();
  }

  /** Readies itself for a coding; false when it is none that can be undone, which ends the exchange. */
  #decodes(coding: string): boolean {
    const codings = readContentCodings(coding);
    if (codings === null) {
      this.#fail("malformed", "a content coding that is not known");
      return false;
    }
    if (codings.length > 0) this.#decoder = this.#createDecoder(codings);
    return true;
  }

  #createDecoder(codings: ContentCoding[]): BodyDecoder {
    const decoder = new BodyDecoder(codings, {
      data: (chunk) => this.#sink.data(chunk),
      room: () => {
        this.#isFull = false;
        this.#regulate();
      },
      end: () => {
        this.#finish();
        this.#sink.end();
      },
      corrupt: (detail) => this.#fail("malformed", detail),
    });
    if (this.#isPaused) decoder.pause();
    return decoder;
  }

  #regulate(): void {
    if (this.#isPaused || this.#isFull) this.#connection?.pause();
    else this.#connection?.resume();
  }

  #fail(errorClass: UpstreamFault["errorClass"], reason: unknown): void {
    if (this.#isOver) return;
    this.abort();
    this.#sink.error({ errorClass, detail: faultDetail(this.#sent, reason) });
  }

  #finish(): void {
    this.#isOver = true;
    this.#decoder?.destroy();
    this.#owner.over(this);
  }
}

const NO_BYTES: Uint8Array[] = [];

/** A round trip to the far side of the world, and a lost packet sent again. */
const STALE_SHOWS_MS = 2_000;
