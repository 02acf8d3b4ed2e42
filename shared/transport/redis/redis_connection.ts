import { Redis } from "ioredis";
import { TransportError } from "../transport_error.ts";
import type { OnTransportProblem } from "../transport_problem.ts";
import { withDeadline } from "./deadline.ts";
import type { RedisAddress } from "./redis_url.ts";

/** How long a request may wait for Redis, milliseconds: the interfaces promise an answer within 500. */
export const REQUEST_DEADLINE_MS = 400;

/** How long everything else may, milliseconds. */
export const WORK_DEADLINE_MS = 5_000;

const CONNECT_DEADLINE_MS = 2_000;
const RECONNECT_MS_MAX = 1_000;

/**
 * One connection to Redis that never makes anybody wait beyond a deadline. It connects at first use and reconnects by
 * itself; while it is down every call fails at once, and a call that misses its deadline drops the connection, so that
 * nothing piles up before a server that hangs.
 */
export class RedisConnection {
  readonly #address: RedisAddress;
  readonly #purpose: string;
  readonly #onProblem: OnTransportProblem;
  readonly #restored = new Set<() => void>();
  #redis: Redis | null = null;
  #handshakeTimer: ReturnType<typeof setTimeout> | undefined;
  #state: "new" | "up" | "down" | "closed" = "new";
  #wasUp = false;
  /** Settles when the first attempt to connect has come to anything. */
  readonly #firstAttempt = Promise.withResolvers<void>();

  constructor(address: RedisAddress, purpose: string, onProblem: OnTransportProblem) {
    this.#address = address;
    this.#purpose = purpose;
    this.#onProblem = onProblem;
  }

  /**
   * Runs commands within `deadlineMs`. Throws a `TransportError` (`unreachable`, `closed`) when Redis is not there, and
   * the server's own error when it refuses a command. A command that failed may have been done all the same.
   */
  async run<T>(deadlineMs: number, work: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = this.#open();
    return await withDeadline(this.#attempt(redis, work), deadlineMs, () => {
      this.#drop();
      return new TransportError("unreachable", `Redis at ${this.#address.address} did not answer in time.`);
    });
  }

  /** Tells, until closed, whenever the connection was lost and is back, before any command uses it. */
  onRestored(listener: () => void): { close(): void } {
    const place = () => listener();
    this.#restored.add(place);
    return { close: () => this.#restored.delete(place) };
  }

  /** Ends the connection at once, whatever is under way fails. */
  close(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#restored.clear();
    this.#firstAttempt.resolve();
    clearTimeout(this.#handshakeTimer);
    this.#redis?.disconnect();
    this.#drop();
  }

  async #attempt<T>(redis: Redis, work: (redis: Redis) => Promise<T>): Promise<T> {
    // Only the very first call waits for a connection: later ones must know at once that there is none.
    if (this.#state === "new") await this.#firstAttempt.promise;
    if (this.#state !== "up") throw this.#failure();
    try {
      return await work(redis);
    } catch (error) {
      if (error instanceof TransportError || isServerError(error)) throw error;
      throw this.#failure();
    }
  }

  #failure(): TransportError {
    // The client's own errors are not passed on as a cause: they hold the command's arguments, AUTH's included.
    return this.#state === "closed"
      ? new TransportError("closed", "The transport is closed.")
      : new TransportError("unreachable", `Redis at ${this.#address.address} cannot be reached.`);
  }

  #open(): Redis {
    if (this.#state === "closed") throw this.#failure();
    if (this.#redis !== null) return this.#redis;
    const redis = new Redis({
      ...this.#address.options,
      connectionName: `perpetuo-${this.#purpose}`,
      connectTimeout: CONNECT_DEADLINE_MS,
      // Nothing is kept for later: callers decide what is worth trying again.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(20 * 2 ** Math.min(attempt, 10), RECONNECT_MS_MAX),
      // A failed-over replica must not be kept as if it were the primary.
      reconnectOnError: (error) => error.message.startsWith("READONLY"),
    });
    redis.on("connect", () => this.#awaitHandshake());
    redis.on("ready", () => this.#up());
    redis.on("error", (error: Error) => this.#down(error.message));
    redis.on("close", () => this.#down("the connection was closed"));
    return this.#redis = redis;
  }

  /** A server that hangs accepts connections and then says nothing; the client itself would wait for ever. */
  #awaitHandshake(): void {
    clearTimeout(this.#handshakeTimer);
    if (this.#state !== "closed") this.#handshakeTimer = setTimeout(() => this.#drop(), CONNECT_DEADLINE_MS);
  }

  #up(): void {
    clearTimeout(this.#handshakeTimer);
    if (this.#state === "closed") return;
    const restored = this.#wasUp;
    const problem = this.#state === "down";
    this.#state = "up";
    this.#wasUp = true;
    this.#firstAttempt.resolve();
    if (problem) this.#report("connection_restored", "is back");
    if (restored) { for (const listener of this.#restored) this.#call(listener); }
  }

  #down(why: string): void {
    clearTimeout(this.#handshakeTimer);
    if (this.#state === "closed" || this.#state === "down") return;
    this.#state = "down";
    this.#firstAttempt.resolve();
    this.#report("connection_lost", `is down: ${why}`);
  }

  #call(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#onProblem({ code: "watcher_failed", message: `A listener failed: ${String(error)}.`, count: 1 });
    }
  }

  #report(code: "connection_lost" | "connection_restored", what: string): void {
    const message = `The connection to Redis at ${this.#address.address} for ${this.#purpose} ${what}.`;
    this.#onProblem({ code, message, count: 1 });
  }

  /** Not an orderly end: a server that hangs would never answer it. */
  #drop(): void {
    // Absent until the first attempt to connect has begun.
    const stream = this.#redis?.stream as Redis["stream"] | undefined;
    stream?.destroy();
  }
}

/** Whether Redis itself refused a command, as against not being there. */
export function isServerError(error: unknown): error is Error {
  return error instanceof Error && error.name === "ReplyError";
}
