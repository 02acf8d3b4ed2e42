import { Buffer } from "node:buffer";
import type { RedisKeys } from "../../shared/contracts/redis_keys.ts";
import type { RedisKeyspace } from "../../shared/transport/redis/redis_keyspace.ts";
import type { RedisServers } from "../../shared/transport/redis/redis_servers.ts";
import {
  type AnswerCache,
  type CachedAnswer,
  cachedAnswerFacts,
  type CacheLookup,
  type CachePlace,
} from "./answer_cache.ts";

/**
 * Keeps answers in Redis, for all gateways together: one string an answer, the facts as a line of JSON and the bytes after
 * it. What cannot be read, because another build wrote it, is a miss.
 */
export class RedisAnswerCache implements AnswerCache {
  readonly #keyspace: RedisKeyspace;
  readonly #servers: RedisServers;
  readonly #keys: RedisKeys;

  /** Takes the servers over: they are closed with the cache. */
  constructor(servers: RedisServers, keys: RedisKeys) {
    this.#servers = servers;
    this.#keyspace = servers.connectToAll("cached answers");
    this.#keys = keys;
  }

  async get({ tenantId, digest }: CachePlace): Promise<CacheLookup> {
    const key = this.#keys.cachedAnswer(tenantId, digest);
    try {
      const value = await this.#keyspace.runFor(key, GET_DEADLINE_MS, (redis) => redis.getBuffer(key));
      const answer = value === null ? null : decode(value);
      return answer === null ? { state: "miss" } : { state: "hit", answer };
    } catch {
      return { state: "unavailable" };
    }
  }

  put({ tenantId, digest }: CachePlace, answer: CachedAnswer, ttlMs: number): void {
    const key = this.#keys.cachedAnswer(tenantId, digest);
    this.#keyspace.runFor(key, PUT_DEADLINE_MS, (redis) => redis.set(key, encode(answer), "PX", Math.ceil(ttlMs)))
      // An answer that is not kept is asked for again.
      .catch(() => {});
  }

  async close(): Promise<void> {
    await this.#keyspace.close();
    await this.#servers.close();
  }
}

const GET_DEADLINE_MS = 150;
const PUT_DEADLINE_MS = 2_000;
const LINE_FEED = 0x0a;

function encode({ bytes, ...facts }: CachedAnswer): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(facts)}\n`), bytes]);
}

function decode(value: Buffer): CachedAnswer | null {
  const end = value.indexOf(LINE_FEED);
  if (end < 0) return null;
  try {
    const facts = cachedAnswerFacts.parse(JSON.parse(value.toString("utf8", 0, end)));
    return { ...facts, bytes: new Uint8Array(value.subarray(end + 1)) };
  } catch {
    return null;
  }
}
