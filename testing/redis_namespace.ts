import { Redis } from "ioredis";

export interface RedisNamespace {
  url: string;
  keyPrefix: string;
  /** Deletes every key of the namespace. */
  clear(): Promise<void>;
}

/** Sets aside a part of a shared Redis, told apart by a prefix that nobody else uses. */
export function redisNamespace(url: string): RedisNamespace {
  const keyPrefix = `test-${crypto.randomUUID()}:`;
  return { url, keyPrefix, clear: () => deleteKeys(url, keyPrefix) };
}

async function deleteKeys(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  try {
    let cursor = "0";
    do {
      const [next, keys] = await redis.scan(cursor, "MATCH", `${prefix}*`, "COUNT", 1000);
      if (keys.length > 0) await redis.unlink(...keys);
      cursor = next;
    } while (cursor !== "0");
  } finally {
    await redis.quit();
  }
}
