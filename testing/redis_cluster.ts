import { Redis } from "ioredis";
import { freePort } from "../prisma/embedded/free_port.ts";
import { eventually } from "./eventually.ts";
import { findOrInstallRedis } from "./redis_program.ts";

export interface RedisCluster {
  url: string;
  stop(): Promise<void>;
}

/** Starts a Redis Cluster of one node that has all slots, on a free port of 127.0.0.1. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const program = await findOrInstallRedis();
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-redis-cluster-" });
  const [port, busPort] = [freePort(), freePort()];
  if (port === null || busPort === null || port === busPort) throw new Error("No free ports for redis-server.");
  const child = new Deno.Command(program, {
    args: ["--port", `${port}`, "--cluster-port", `${busPort}`, "--bind", "127.0.0.1", "--dir", directory]
      .concat("--cluster-enabled", "yes", "--save", "", "--appendonly", "no"),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const stop = async () => {
    child.kill();
    await child.status;
    await Deno.remove(directory, { recursive: true });
  };
  try {
    const url = `redis://127.0.0.1:${port}`;
    await takeAllSlots(url);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function takeAllSlots(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 100 });
  redis.on("error", () => {});
  try {
    await redis.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    await eventually(async () => String(await redis.call("CLUSTER", "INFO")).includes("cluster_state:ok"));
  } finally {
    redis.disconnect();
  }
}
