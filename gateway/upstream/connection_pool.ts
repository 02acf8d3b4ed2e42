import type { LookupFunction } from "node:net";
import { type AddressPolicy, ANY_ADDRESS } from "../../shared/network/address_policy.ts";
import { guardedLookup } from "../../shared/network/guarded_lookup.ts";
import { type Clock, systemClock } from "../../shared/time/clock.ts";
import { Connection, type ConnectionOwner } from "./connection.ts";
import type { Origin } from "./request_target.ts";

export interface PoolOptions {
  /** Default: the machine's own. */
  clock?: Clock | undefined;
  /** Idle connections that are kept to one origin; default 512. */
  idlePerOriginMax?: number | undefined;
  /** Idle connections that are kept to all origins together; default 1,024. */
  idleMax?: number | undefined;
  /**
   * How long an idle connection is kept, milliseconds; default 55,000, below the 60 s after which the usual load balancers
   * close. A server that says sooner (`keep-alive: timeout`) is heeded.
   */
  idleTimeoutMs?: number | undefined;
  /** PEM, trusted in place of the runtime's own. */
  caCertificates?: string[] | undefined;
  /** Which hosts and addresses may be connected to; default all. */
  addressPolicy?: AddressPolicy | undefined;
}

/**
 * Connections by origin. How many are open is the callers' business, how many stay open idle is bounded here. The one
 * that was used last is used next, so that those too many grow old and are closed.
 */
export class ConnectionPool implements ConnectionOwner {
  readonly #clock: Clock;
  readonly #idlePerOriginMax: number;
  readonly #idleMax: number;
  readonly #idleTimeoutMs: number;
  readonly #caCertificates: string[] | undefined;
  readonly #lookup: LookupFunction | undefined;
  /** By origin, the last used at the end; none may be left of them until somebody sweeps. */
  readonly #idle = new Map<string, Connection[]>();
  #idleCount = 0;
  /** Those that are opened ahead of a request, by origin. */
  readonly #warming = new Map<string, Connection>();
  readonly #closing = new Set<Promise<void>>();
  readonly #end = new AbortController();
  #isSweeping = false;

  constructor(options: PoolOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#idlePerOriginMax = options.idlePerOriginMax ?? 512;
    this.#idleMax = options.idleMax ?? 1_024;
    this.#idleTimeoutMs = options.idleTimeoutMs ?? 55_000;
    this.#caCertificates = options.caCertificates;
    const { addressPolicy = ANY_ADDRESS } = options;
    this.#lookup = addressPolicy === ANY_ADDRESS ? undefined : guardedLookup(addressPolicy);
  }

  /** How many connections are idle. */
  get idle(): number {
    return this.#idleCount;
  }

  /** Takes an idle connection, or null when there is none that is good at `nowMs`, monotonic milliseconds. */
  take({ key }: Origin, nowMs: number = this.#clock.monotonic()): Connection | null {
    const idle = this.#idle.get(key);
    while (idle !== undefined && idle.length > 0) {
      const last = idle.at(-1)!;
      const isGood = last.isOpen && last.goodUntilMs > nowMs;
      this.#forget(last);
      if (isGood) return last;
      last.destroy();
    }
    return null;
  }

  /** Opens a new connection. */
  open(origin: Origin, connectTimeoutMs: number, ahead = false): Connection {
    return new Connection(origin, this, {
      clock: this.#clock,
      connectTimeoutMs,
      caCertificates: this.#caCertificates,
      lookup: this.#lookup,
      ahead,
    });
  }

  /** Opens a connection to be kept idle, unless there is one, or 16 are being opened, or half as many idle as may be. */
  warm(origin: Origin, connectTimeoutMs: number): void {
    const { key } = origin;
    if (this.#end.signal.aborted || this.#hasIdle(key) || this.#warming.has(key)) return;
    if (this.#warming.size >= WARMING_MAX || this.idle >= this.#idleMax / 2) return;
    this.#warming.set(key, this.open(origin, connectTimeoutMs, true));
  }

  released(connection: Connection, keptMs: number | null): void {
    this.#warmed(connection);
    const goodMs = Math.min(this.#idleTimeoutMs, keptMs === null ? Infinity : keptMs - KEPT_MARGIN_MS);
    if (goodMs <= 0 || this.#end.signal.aborted) return connection.destroy();
    const nowMs = this.#clock.monotonic();
    connection.idleSinceMs = nowMs;
    connection.goodUntilMs = nowMs + goodMs;
    const idle = this.#idle.get(connection.origin.key);
    if (idle === undefined) this.#idle.set(connection.origin.key, [connection]);
    else idle.push(connection);
    this.#idleCount++;
    if (idle !== undefined && idle.length > this.#idlePerOriginMax) idle[0]!.destroy();
    if (this.#idleCount > this.#idleMax) this.#longestIdle()!.destroy();
    if (!this.#isSweeping) void this.#sweepWhileIdle();
  }

  closed(connection: Connection): void {
    this.#warmed(connection);
    this.#forget(connection);
    const gone = connection.gone.then(() => void this.#closing.delete(gone));
    this.#closing.add(gone);
  }

  /** Closes the idle connections and keeps none from now on; resolves when all that are closed are gone. */
  async close(): Promise<void> {
    this.#end.abort();
    for (const connection of [...this.#warming.values(), ...this.#allIdle()]) connection.destroy();
    while (this.#closing.size > 0) await Promise.all(this.#closing);
  }

  #warmed(connection: Connection): void {
    if (this.#warming.size === 0) return;
    const { key } = connection.origin;
    if (this.#warming.get(key) === connection) this.#warming.delete(key);
  }

  #forget(connection: Connection): void {
    if (connection.idleSinceMs === null) return;
    connection.idleSinceMs = null;
    this.#idleCount--;
    const others = this.#idle.get(connection.origin.key)!;
    if (others.at(-1) === connection) others.pop();
    else others.splice(others.indexOf(connection), 1);
  }

  #hasIdle(key: string): boolean {
    const idle = this.#idle.get(key);
    return idle !== undefined && idle.length > 0;
  }

  #allIdle(): Connection[] {
    return [...this.#idle.values()].flat();
  }

  /** Of each origin's it is the first. */
  #longestIdle(): Connection | undefined {
    let longest: Connection | undefined;
    for (const [first] of this.#idle.values()) {
      if (first !== undefined && (longest === undefined || first.idleSinceMs! < longest.idleSinceMs!)) longest = first;
    }
    return longest;
  }

  /** Looks for connections that are idle for too long, as long as there are any. */
  async #sweepWhileIdle(): Promise<void> {
    this.#isSweeping = true;
    try {
      while (this.#idle.size > 0) {
        await this.#clock.delay(SWEEP_MS, this.#end.signal);
        const nowMs = this.#clock.monotonic();
        for (const connection of this.#allIdle()) if (connection.goodUntilMs <= nowMs) connection.destroy();
        for (const [key, idle] of this.#idle) if (idle.length === 0) this.#idle.delete(key);
      }
    } catch (error) {
      if (!this.#end.signal.aborted) throw error;
    } finally {
      this.#isSweeping = false;
    }
  }
}

/** A request needs some time to get there before the server closes. */
const KEPT_MARGIN_MS = 1_000;
const SWEEP_MS = 1_000;
const WARMING_MAX = 16;
