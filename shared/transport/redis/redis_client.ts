import { Redis } from "ioredis";
import type { RedisNode } from "./redis_url.ts";

/** How long a server may take to accept a connection, and again to greet, milliseconds. */
const CONNECT_DEADLINE_MS = 2_000;

/** One client that connects once, and keeps nothing for later. */
export interface RedisClient {
  redis: Redis;
  /** Resolves when it can be used; rejects with why it cannot. */
  ready: Promise<void>;
  /** Resolves when the connection has ended, for whatever reason. */
  ended: Promise<void>;
  /** Ends it at once: an orderly end would wait for a server that hangs. */
  end(): void;
}

export interface RedisClientOptions {
  /** A server that says it is a replica is refused. Default false: it is whatever was asked for. */
  primaryOnly?: boolean;
  /** It is waited until the server has loaded its data, and said so (INFO). Default true. */
  loadedOnly?: boolean;
}

/** Connects to a server. The client's own reconnecting is left unused: it cannot be ended without waiting for the server. */
export function connectRedis(
  node: RedisNode,
  connectionName: string,
  { primaryOnly = false, loadedOnly = true }: RedisClientOptions = {},
): RedisClient {
  const redis = new Redis({
    ...node,
    connectionName,
    connectTimeout: CONNECT_DEADLINE_MS,
    enableOfflineQueue: false,
    enableReadyCheck: loadedOnly,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: null,
  });
  const ready = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  // Nobody has to look at it.
  ready.promise.catch(() => {});
  const end = () => {
    const stream = redis.stream as Redis["stream"] | undefined;
    if (stream === undefined) redis.disconnect();
    else stream.destroy();
  };
  // A server that hangs accepts connections and then says nothing; the client itself would wait for ever.
  const timer = setTimeout(() => end(), 2 * CONNECT_DEADLINE_MS);
  const accept = () => {
    clearTimeout(timer);
    ready.resolve();
  };
  redis.once("ready", () => {
    if (!primaryOnly) return accept();
    refuseReplica(redis).then(accept, (error) => {
      ready.reject(error);
      end();
    });
  });
  redis.on("error", (error: Error & { code?: string }) => {
    ready.reject(new Error(error.message || error.code || "unknown error"));
    // Refused at the greeting: the client would try the end in order, and wait.
    if (redis.status !== "ready") end();
  });
  redis.once("end", () => {
    clearTimeout(timer);
    ready.reject(new Error("the connection was closed"));
    ended.resolve();
  });
  return { redis, ready: ready.promise, ended: ended.promise, end };
}

/** Rejects for a replica: whoever named it a primary did not know better yet. */
async function refuseReplica(redis: Redis): Promise<void> {
  let role: unknown;
  try {
    role = await redis.call("ROLE");
  } catch (error) {
    // A user who may not ask finds out by the first command that writes.
    if (error instanceof Error && error.message.startsWith("NOPERM")) return;
    throw new Error("the connection was closed");
  }
  if (Array.isArray(role) && role[0] !== "master") throw new Error("it is a replica, not the primary");
}
