import type { Redis } from "ioredis";
import { TransportError } from "../transport_error.ts";
import type { OnTransportProblem } from "../transport_problem.ts";
import { withDeadline } from "./deadline.ts";
import { connectRedis, type RedisClient } from "./redis_client.ts";
import type { RedisAddress } from "./redis_url.ts";

/** How long a request may wait for Redis, milliseconds: the interfaces promise an answer within 500. */
export const REQUEST_DEADLINE_MS = 400;

/** How long everything else may, milliseconds. */
export const WORK_DEADLINE_MS = 5_000;

const RECONNECT_MS_MIN = 20;
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
  readonly #closing = new AbortController();
  #client: RedisClient | null = null;
  #state: "new" | "up" | "down" | "closed" = "new";
  #keeping: Promise<void> | null = null;
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
    if (this.#state === "closed") throw this.#failure();
    this.#keeping ??= this.#keep();
    return await withDeadline(this.#attempt(work), deadlineMs, () => {
      this.#client?.end();
      return new TransportError("unreachable", `Redis at ${this.#address.address} did not answer in time.`);
    });
  }

  /** Tells, until closed, whenever the connection was lost and is back, before any command uses it. */
  onRestored(listener: () => void): { close(): void } {
    const place = () => listener();
    this.#restored.add(place);
    return { close: () => this.#restored.delete(place) };
  }

  /** Ends the connection at once, whatever is under way fails; resolves when it has ended. */
  async close(): Promise<void> {
    this.#state = "closed";
    this.#restored.clear();
    this.#firstAttempt.resolve();
    this.#closing.abort();
    this.#client?.end();
    await this.#keeping;
  }

  async #attempt<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    // Only the very first calls wait for a connection: later ones must know at once that there is none.
    if (this.#state === "new") await this.#firstAttempt.promise;
    if (this.#state !== "up" || this.#client === null) throw this.#failure();
    const client = this.#client;
    try {
      return await work(client.redis);
    } catch (error) {
      if (!isServerError(error)) throw this.#failure();
      // A failed-over replica must not be kept as if it were the primary.
      if (error.message.startsWith("READONLY")) client.end();
      throw error;
    }
  }

  #failure(): TransportError {
    // The client's own errors are not passed on as a cause: they hold the command's arguments, AUTH's included.
    return this.#state === "closed"
      ? new TransportError("closed", "The transport is closed.")
      : new TransportError("unreachable", `Redis at ${this.#address.address} cannot be reached.`);
  }

  /** Connects, and connects again whenever the connection ends, until closed. */
  async #keep(): Promise<void> {
    let pauseMs = RECONNECT_MS_MIN;
    let wasUp = false;
    while (!this.#closing.signal.aborted) {
      const client = this.#client = connectRedis(this.#address, `perpetuo-${this.#purpose}`);
      try {
        await client.ready;
        this.#up(wasUp);
        wasUp = true;
        pauseMs = RECONNECT_MS_MIN;
      } catch (error) {
        this.#down(error instanceof Error ? error.message : String(error));
      }
      await client.ended;
      this.#down("the connection was closed");
      await pause(pauseMs, this.#closing.signal);
      pauseMs = Math.min(pauseMs * 2, RECONNECT_MS_MAX);
    }
  }

  #up(wasUp: boolean): void {
    if (this.#state === "closed") return;
    const restored = this.#state === "down";
    this.#state = "up";
    if (restored) this.#report("connection_restored", "is back");
    if (wasUp) { for (const listener of this.#restored) this.#call(listener); }
    this.#firstAttempt.resolve();
  }

  #down(why: string): void {
    if (this.#state === "closed" || this.#state === "down") return;
    this.#state = "down";
    this.#report("connection_lost", `is down: ${why}`);
    this.#firstAttempt.resolve();
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
}

/** Resolves after `ms` milliseconds of real time, as networks know no other, or when aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}

/** Whether Redis itself refused a command, as against not being there. */
export function isServerError(error: unknown): error is Error {
  return error instanceof Error && error.name === "ReplyError";
}
