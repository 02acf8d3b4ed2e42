import type { Redis } from "ioredis";
import { TransportError } from "../transport_error.ts";
import { type RedisConnection, WORK_DEADLINE_MS } from "./redis_connection.ts";

/** How many connections are kept open for the next call that blocks. */
const IDLE_MAX = 4;

/**
 * Runs commands that block in Redis, each on a connection of its own, because a blocked connection serves nobody else.
 * An abort ends the connection and with it the wait: what Redis had already handed out is pending with its consumer.
 */
export class RedisBlockingCalls {
  readonly #connect: () => RedisConnection;
  readonly #idle: RedisConnection[] = [];
  readonly #busy = new Set<RedisConnection>();
  #closed = false;

  constructor(connect: () => RedisConnection) {
    this.#connect = connect;
  }

  /** Null when aborted. Throws a `TransportError` (`unreachable`, `closed`), or the server's own error. */
  async run<T>(
    work: (redis: Redis) => Promise<T>,
    { blockMs, signal }: { blockMs: number; signal?: AbortSignal | undefined },
  ): Promise<T | null> {
    if (this.#closed) throw new TransportError("closed", "The transport is closed.");
    if (signal?.aborted) return null;
    const connection = this.#idle.pop() ?? this.#connect();
    this.#busy.add(connection);
    const abort = () => void connection.close();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return await connection.run(blockMs + WORK_DEADLINE_MS, work);
    } catch (error) {
      if (signal?.aborted && !this.#closed) return null;
      throw error;
    } finally {
      signal?.removeEventListener("abort", abort);
      this.#busy.delete(connection);
      if (signal?.aborted || this.#closed || this.#idle.length >= IDLE_MAX) await connection.close();
      else this.#idle.push(connection);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#idle.splice(0), ...this.#busy].map((connection) => connection.close()));
  }
}
