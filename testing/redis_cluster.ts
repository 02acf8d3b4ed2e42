import { Redis } from "ioredis";
import { eventually } from "./eventually.ts";
import { findOrInstallRedis } from "./redis_program.ts";
import { type RedisProcess, startRedisProcess } from "./redis_process.ts";

/** A Redis Cluster of processes of our own. */
export interface RedisCluster {
  /** Of one node, for commands of its own. */
  url: string;
  /** Of all of them (`redis+cluster://`). */
  clusterUrl: string;
  /** The primaries by their share of the slots, and a replica of each, where there are any. */
  primaries: RedisProcess[];
  replicas: RedisProcess[];
  /** Ends all of them. */
  stop(): Promise<void>;
}

export interface RedisClusterOptions {
  /** Default 1, which has all slots. */
  primaries?: number;
  /** One of each primary. Default false. */
  replicas?: boolean;
}

/** After how long without an answer a node is taken for dead, milliseconds. */
const NODE_TIMEOUT_MS = 600;
const SLOTS = 16_384;

/** Starts a Redis Cluster on free ports of 127.0.0.1, and waits until it is whole. */
export async function startRedisCluster(options: RedisClusterOptions = {}): Promise<RedisCluster> {
  const { primaries: count = 1, replicas: replicated = false } = options;
  const program = await findOrInstallRedis();
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-redis-cluster-" });
  const nodes: RedisProcess[] = [];
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.kill()));
    await Deno.remove(directory, { recursive: true });
  };
  try {
    const starts = Array.from({ length: replicated ? 2 * count : count }, (_, index) => {
      return startRedisProcess(program, { clusterIn: `${directory}/${index}`, nodeTimeoutMs: NODE_TIMEOUT_MS });
    });
    nodes.push(...await Promise.all(starts));
    const [primaries, replicas] = [nodes.slice(0, count), nodes.slice(count)];
    await join(primaries, replicas);
    const clusterUrl = `redis+cluster://${nodes.map(({ url }) => url.replace("redis://", "")).join(",")}`;
    return { url: nodes[0]!.url, clusterUrl, primaries, replicas, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function join(primaries: RedisProcess[], replicas: RedisProcess[]): Promise<void> {
  const all = [...primaries, ...replicas];
  const clients = all.map(({ url }) => new Redis(url, { maxRetriesPerRequest: 100 }));
  for (const client of clients) client.on("error", () => {});
  try {
    // Different from the start: nodes that claim one epoch sort that out among themselves, and take a while.
    await Promise.all(clients.map((client, index) => client.call("CLUSTER", "SET-CONFIG-EPOCH", index + 1)));
    await Promise.all(primaries.map(async (_, index) => {
      const first = Math.ceil(index * SLOTS / primaries.length);
      const last = Math.ceil((index + 1) * SLOTS / primaries.length) - 1;
      await clients[index]!.call("CLUSTER", "ADDSLOTSRANGE", first, last);
    }));
    await Promise.all(
      all.slice(1).flatMap(({ url, busPort }) => {
        const port = new URL(url).port;
        return clients.map((client) => client.call("CLUSTER", "MEET", "127.0.0.1", port, busPort!));
      }),
    );
    await eventually(async () => {
      const known = await Promise.all(clients.map((client) => client.call("CLUSTER", "NODES")));
      return known.every((text) => String(text).trim().split("\n").filter(isMet).length === all.length);
    });
    const ids = await Promise.all(clients.slice(0, primaries.length).map((client) => client.call("CLUSTER", "MYID")));
    await Promise.all(replicas.map((_, index) => {
      return clients[primaries.length + index]!.call("CLUSTER", "REPLICATE", String(ids[index]));
    }));
    await eventually(async () => {
      const states = await Promise.all(clients.map((client) => client.call("CLUSTER", "INFO")));
      const links = await Promise.all(clients.slice(primaries.length).map((client) => client.info("replication")));
      return states.every((text) => String(text).includes("cluster_state:ok")) &&
        links.every((text) => text.includes("master_link_status:up"));
    });
  } finally {
    await Promise.all(clients.map(disconnected));
  }
}

/** Until it is gone: what it still waits for then would be taken for a leak of the first test. */
async function disconnected(client: Redis): Promise<void> {
  const gone = new Promise((resolve) => client.once("end", resolve));
  client.disconnect();
  await gone;
}

/** Whether a line of CLUSTER NODES is of a node that has answered. */
function isMet(line: string): boolean {
  return !line.includes("handshake") && !line.includes("noaddr");
}
