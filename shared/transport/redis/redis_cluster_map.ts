import type { Redis } from "ioredis";
import { z } from "zod";
import type { RedisMap } from "./redis_discovery.ts";
import type { Redirection } from "./redis_refusal.ts";
import { SLOTS } from "./redis_slot.ts";
import { nameOf } from "./redis_topology.ts";
import { nodeAt, type RedisAccess, type RedisNode } from "./redis_url.ts";

const server = z.tuple([z.string().nullable(), z.int()]).rest(z.unknown());
const slotsReply = z.array(z.tuple([z.int(), z.int()]).rest(server));

/** Asks a node of a cluster for its map. Rejects when the node has no cluster, or is cut off from most of it. */
export function askCluster(access: RedisAccess): (redis: Redis, asked: RedisNode) => Promise<RedisClusterMap> {
  return async (redis, asked) => {
    const [state, slots] = await Promise.all([redis.call("CLUSTER", "INFO"), redis.call("CLUSTER", "SLOTS")]);
    if (!/^cluster_state:ok\r?$/m.test(String(state))) throw new Error("the cluster is not whole (cluster_state)");
    return new RedisClusterMap(slotsReply.parse(slots), access, asked);
  };
}

/** Who has which slots, as one node told it, and as others corrected it since. */
export class RedisClusterMap implements RedisMap {
  readonly #access: RedisAccess;
  readonly #nodes: RedisNode[] = [];
  readonly #numbers = new Map<string, number>();
  /** By slot the number of its primary plus one; 0 where nobody has it. */
  readonly #primaries = new Uint16Array(SLOTS);
  readonly peers: readonly RedisNode[];

  /** `asked`: who told, and is meant where a node does not know its own name. */
  constructor(ranges: z.infer<typeof slotsReply>, access: RedisAccess, asked: Pick<RedisNode, "host">) {
    this.#access = access;
    const peers: RedisNode[] = [];
    const nodeOf = ([host, port]: z.infer<typeof server>) => {
      const known = host === null || host === "" || host === "?" ? asked.host ?? "" : host;
      return nodeAt({ host: known, port }, access);
    };
    for (const [first, last, primary, ...replicas] of ranges) {
      if (primary === undefined) continue;
      this.#primaries.fill(this.#numberOf(nodeOf(primary)), first, last + 1);
      peers.push(...[primary, ...replicas].map(nodeOf));
    }
    this.peers = peers;
  }

  get primaries(): readonly RedisNode[] {
    return this.#nodes;
  }

  primaryOf(slot: number): RedisNode | null {
    return this.#nodes[this.#primaries[slot]! - 1] ?? null;
  }

  /** Takes over what the former owner of a slot says of its new one. */
  move({ slot, host, port }: Redirection): void {
    if (slot < SLOTS) this.#primaries[slot] = this.#numberOf(this.nodeOf({ host, port }));
  }

  /** A node of this cluster that a redirection names. */
  nodeOf({ host, port }: { host: string; port: number }): RedisNode {
    return nodeAt({ host, port }, this.#access);
  }

  #numberOf(node: RedisNode): number {
    const name = nameOf(node);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#nodes.push(node);
    this.#numbers.set(name, number);
    return number;
  }
}
