import { Redis } from "ioredis";
import { systemClock } from "../../time/clock.ts";
import type { TestedTransport, TestedTransportOptions } from "./tested_transport.ts";
import type { OnTransportProblem } from "../transport_problem.ts";
import { redisTransport } from "../redis/redis_transport.ts";

export interface TestedRedisOptions extends TestedTransportOptions {
  url: string;
  /** The URLs of those that hold its keys, where `url` is of no one server. Default: `url`. */
  holders?: readonly string[];
  onProblem?: OnTransportProblem;
}

export interface TestedRedisTransport extends TestedTransport {
  /** What all of its keys begin with. */
  keyPrefix: string;
}

/** A transport with keys of its own in a Redis of the test's own, which `forget` empties altogether. */
export function testedRedisTransport(
  { url, onProblem = () => {}, ...options }: TestedRedisOptions,
): TestedRedisTransport {
  const { holders = [url], nowMs, recordStreamBounds = {}, bodyBytesMax } = options;
  const keyPrefix = `test:${crypto.randomUUID()}`;
  const transport = redisTransport({
    url,
    keyPrefix,
    clock: systemClock,
    onProblem,
    recordStreamBounds,
    ...(bodyBytesMax !== undefined && { bodyBytesMax }),
    ...(nowMs && { storeNowMs: nowMs }),
  });
  return {
    transport,
    keyPrefix,
    forget: async () => {
      await Promise.all(holders.map((holder) => command(holder, (redis) => redis.flushall())));
    },
    watchesAtOnce: false,
    [Symbol.asyncDispose]: () => transport.close(),
  };
}

/** Runs a command as another client of the same Redis would. */
export async function command<T>(url: string, run: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { retryStrategy: null });
  const closed = new Promise((resolve) => redis.once("end", resolve));
  try {
    return await run(redis);
  } finally {
    redis.disconnect();
    await closed;
  }
}
