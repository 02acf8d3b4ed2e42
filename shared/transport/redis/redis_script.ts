import type { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { Redis } from "ioredis";

/** An argument of a script; bytes are sent as they are. */
export type RedisValue = string | number | Buffer;

/** A Lua script, sent whole only to a server that does not know it yet. */
export class RedisScript {
  readonly #lua: string;
  readonly #digest: string;

  constructor(lua: string) {
    this.#lua = lua;
    this.#digest = createHash("sha1").update(lua).digest("hex");
  }

  /** Runs the script; the reply is as the server gave it, to be parsed by the caller. */
  async call(redis: Redis, keys: string[], values: RedisValue[]): Promise<unknown> {
    try {
      return await redis.evalsha(this.#digest, keys.length, ...keys, ...values);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
      // Loaded by itself, so that the server has it even where it then sends the call to another one.
      const [, reply] = await Promise.all([
        redis.script("LOAD", this.#lua),
        redis.evalsha(this.#digest, keys.length, ...keys, ...values),
      ]);
      return reply;
    }
  }
}
