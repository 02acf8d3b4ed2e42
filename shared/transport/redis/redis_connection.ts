import type { Redis } from "ioredis";
import { TransportError } from "../transport_error.ts";
import type { OnTransportProblem } from "../transport_problem.ts";
import { withDeadline } from "./deadline.ts";
import { pause } from "./pause.ts";
import { connectRedis, type RedisClient } from "./redis_client.ts";
import type { RedisKeyspace } from "./redis_keyspace.ts";
import { isElsewhere, isNoPrimary, isServerError } from "./redis_refusal.ts";
import { nameOf, type RedisTopology } from "./redis_topology.ts";
import type { RedisNode } from "./redis_url.ts";
import { untilAborted } from "./until_aborted.ts";

/** How long a request may wait for Redis, milliseconds: the interfaces promise an answer within 500. */
export const REQUEST_DEADLINE_MS = 400;

/** How long everything else may, milliseconds. */
export const WORK_DEADLINE_MS = 5_000;

const RECONNECT_MS_MIN = 20;
const RECONNECT_MS_MAX = 1_000;

/** What a connection goes to: whichever server has a slot. */
export interface RedisPlace {
  /** For people; names no secret. */
  address: string;
  topology: RedisTopology;
  slot: number;
}

/**
 * One connection to Redis that never makes anybody wait beyond a deadline. It connects at first use and reconnects by
 * itself, each time to whoever is the primary then; while it is down every call fails at once, and a call that misses its
 * deadline drops the connection, so that nothing piles up before a server that hangs.
 *
 * It never goes on at another server unnoticed: that one may have less than the one before, and `onRestored` comes first.
 */
export class RedisConnection implements RedisKeyspace {
  readonly #place: RedisPlace;
  readonly #purpose: string;
  readonly #onProblem: OnTransportProblem;
  readonly #restored = new Set<() => void>();
  readonly #closing = new AbortController();
  #client: RedisClient | null = null;
  #state: "new" | "up" | "down" | "closed" = "new";
  #keeping: Promise<void> | null = null;
  #wasUp = false;
  /** Settles when the first attempt to connect has come to anything. */
  readonly #firstAttempt = Promise.withResolvers<void>();

  constructor(place: RedisPlace, purpose: string, onProblem: OnTransportProblem) {
    this.#place = place;
    this.#purpose = purpose;
    this.#onProblem = onProblem;
  }

  /**
   * Runs commands within `deadlineMs`. Throws a `TransportError` (`unreachable`, `closed`) when Redis is not there or is
   * not the one to ask, and the server's own error when it refuses a command. A command that failed may have been done all
   * the same.
   */
  async run<T>(deadlineMs: number, work: (redis: Redis) => Promise<T>): Promise<T> {
    if (this.#state === "closed") throw this.#failure();
    this.#keeping ??= this.#keep();
    return await withDeadline(this.#attempt(work), deadlineMs, () => {
      this.#client?.end();
      return new TransportError("unreachable", `Redis at ${this.#place.address} did not answer in time.`);
    });
  }

  /** All keys are here. */
  runFor<T>(_key: string, deadlineMs: number, work: (redis: Redis) => Promise<T>): Promise<T> {
    return this.run(deadlineMs, work);
  }

  runForAll<T>(
    keys: readonly string[],
    deadlineMs: number,
    work: (redis: Redis, keys: readonly string[]) => Promise<T[]>,
  ): Promise<T[]> {
    return this.run(deadlineMs, (redis) => work(redis, keys));
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
      if (isNoPrimary(error)) client.end();
      throw isElsewhere(error) ? this.#refusal(error) : error;
    }
  }

  #refusal(error: Error): TransportError {
    const [code] = error.message.split(" ");
    return new TransportError("unreachable", `Redis at ${this.#place.address} cannot serve this now (${code}).`);
  }

  #failure(): TransportError {
    // The client's own errors are not passed on as a cause: they hold the command's arguments, AUTH's included.
    return this.#state === "closed"
      ? new TransportError("closed", "The transport is closed.")
      : new TransportError("unreachable", `Redis at ${this.#place.address} cannot be reached.`);
  }

  /** Connects, and connects again whenever the connection ends, until closed. */
  async #keep(): Promise<void> {
    let pauseMs = RECONNECT_MS_MIN;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const node = await this.#locate();
      if (node !== null && await this.#keepOne(node)) pauseMs = RECONNECT_MS_MIN;
      await pause(pauseMs, signal);
      pauseMs = Math.min(pauseMs * 2, RECONNECT_MS_MAX);
    }
  }

  async #locate(): Promise<RedisNode | null> {
    const { topology, slot } = this.#place;
    try {
      return await untilAborted<RedisNode | null>(topology.primaryOf(slot), null, this.#closing.signal);
    } catch (error) {
      this.#down(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  /** Connects to a server until that ends; answers whether it could be used meanwhile. */
  async #keepOne(node: RedisNode): Promise<boolean> {
    const { topology, slot } = this.#place;
    const options = { primaryOnly: topology.verifiesRole };
    const client = this.#client = connectRedis(node, `perpetuo-${this.#purpose}`, options);
    // From now on, because a server that hangs is as long in greeting as another one takes to be in its place.
    const watch = topology.watch(slot, node, () => client.end());
    let wasUsable = false;
    try {
      await client.ready;
      wasUsable = true;
      this.#up(nameOf(node));
    } catch (error) {
      topology.mistrust(slot, node);
      this.#down(error instanceof Error ? error.message : String(error));
    }
    await client.ended;
    watch.close();
    this.#down("the connection was closed");
    return wasUsable;
  }

  #up(name: string): void {
    if (this.#state === "closed") return;
    const restored = this.#state === "down";
    this.#state = "up";
    const elsewhere = this.#place.address === name ? "" : `, at ${name}`;
    if (restored) this.#report("connection_restored", `is back${elsewhere}`);
    const wasUp = this.#wasUp;
    this.#wasUp = true;
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
    const message = `The connection to Redis at ${this.#place.address} for ${this.#purpose} ${what}.`;
    this.#onProblem({ code, message, count: 1 });
  }
}
