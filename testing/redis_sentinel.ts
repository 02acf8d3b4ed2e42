import { Redis } from "ioredis";
import { eventually } from "./eventually.ts";
import { findOrInstallRedis } from "./redis_program.ts";
import { type RedisProcess, startRedisProcess } from "./redis_process.ts";

/** A primary with a replica, and three sentinels that put the one in the place of the other. */
export interface WatchedRedis {
  /** `redis+sentinel://`. */
  url: string;
  primary: RedisProcess;
  replica: RedisProcess;
  sentinels: RedisProcess[];
  /** The URL of whoever is the primary now, as sentinels tell it. */
  primaryUrl(): Promise<string>;
  /** Starts a sentinel that knows none of the others, and takes a server that is not there for the primary. */
  startStranger(): Promise<RedisProcess>;
  /** Ends all of them. */
  stop(): Promise<void>;
}

/** What the sentinels call it. */
const MASTER = "mymaster";

/** Starts a Redis that three sentinels watch over: two of them agree after half a second of silence. */
export async function startWatchedRedis(): Promise<WatchedRedis> {
  const program = await findOrInstallRedis();
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-redis-sentinel-" });
  const processes: RedisProcess[] = [];
  const stop = async () => {
    await Promise.all(processes.map((process) => process.kill()));
    await Deno.remove(directory, { recursive: true });
  };
  try {
    const primary = await startRedisProcess(program);
    processes.push(primary);
    const replica = await startRedisProcess(program, { replicaOf: primary.url });
    processes.push(replica);
    await ask(replica.url, (redis) => {
      return eventually(async () => (await redis.info("replication")).includes("master_link_status:up"));
    });
    const ids = [1, 2, 3].map((n) => String(n).repeat(40));
    const sentinels: RedisProcess[] = [];
    // One by one: each is told of those before it, which then hear of it.
    for (const [index, id] of ids.entries()) {
      const known = sentinels.map(({ url }, other) =>
        `known-sentinel ${MASTER} 127.0.0.1 ${portOf(url)} ${ids[other]}`
      );
      const lines = [`myid ${id}`, ...settings(primary, replica), ...known];
      const file = `${directory}/sentinel-${index}.conf`;
      await Deno.writeTextFile(file, lines.map((line) => `sentinel ${line}\n`).join(""));
      const sentinel = await startRedisProcess(program, { sentinelFile: file });
      processes.push(sentinel);
      sentinels.push(sentinel);
    }
    await Promise.all(sentinels.map(({ url }) => ask(url, untilSettled)));
    const startStranger = async () => {
      const file = `${directory}/stranger.conf`;
      await Deno.writeTextFile(file, `sentinel monitor ${MASTER} 127.0.0.1 1 1\n`);
      return await startRedisProcess(program, { sentinelFile: file });
    };
    const hosts = sentinels.map(({ url }) => `127.0.0.1:${portOf(url)}`).join(",");
    const primaryUrl = () => findPrimary(sentinels[0]!.url);
    const url = `redis+sentinel://${hosts}/${MASTER}`;
    return { url, primary, replica, sentinels, primaryUrl, startStranger, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function settings(primary: RedisProcess, replica: RedisProcess): string[] {
  return [
    `monitor ${MASTER} 127.0.0.1 ${portOf(primary.url)} 2`,
    `down-after-milliseconds ${MASTER} 500`,
    `failover-timeout ${MASTER} 5000`,
    `known-replica ${MASTER} 127.0.0.1 ${portOf(replica.url)}`,
  ];
}

/** Sentinels say hello every two seconds, through the primary. */
async function untilSettled(sentinel: Redis): Promise<void> {
  await eventually(async () => {
    const reply = await sentinel.call("SENTINEL", "MASTER", MASTER) as string[];
    const of = (name: string) => reply[reply.indexOf(name) + 1];
    return of("num-other-sentinels") === "2" && of("num-slaves") === "1" && of("flags") === "master";
  });
}

async function findPrimary(sentinelUrl: string): Promise<string> {
  const [host, port] = await ask(sentinelUrl, async (sentinel) => {
    return await sentinel.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER) as [string, string];
  });
  return `redis://${host}:${port}`;
}

async function ask<T>(url: string, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { retryStrategy: null });
  const closed = new Promise((resolve) => redis.once("end", resolve));
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
    await closed;
  }
}

function portOf(url: string): string {
  return new URL(url).port;
}
