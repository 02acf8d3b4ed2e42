import type { Redis } from "ioredis";
import { TransportError } from "../transport_error.ts";
import type { OnTransportProblem } from "../transport_problem.ts";
import { withDeadline } from "./deadline.ts";
import { pause } from "./pause.ts";
import type { RedisClusterMap } from "./redis_cluster_map.ts";
import { RedisConnection } from "./redis_connection.ts";
import type { RedisDiscovery } from "./redis_discovery.ts";
import type { RedisKeyspace } from "./redis_keyspace.ts";
import { isServerError, readRedirection, type Redirection } from "./redis_refusal.ts";
import { slotOf } from "./redis_slot.ts";
import { FixedTopology, nameOf } from "./redis_topology.ts";
import type { RedisNode } from "./redis_url.ts";

/** How often one call is sent on: a slot that moves answers with two servers in turn until it has moved. */
const HOPS_MAX = 6;

/** How long a server that is away waits until the map is asked for again, milliseconds. */
const LEARN_AGAIN_MS = 50;

type Outcome<T> = { done: true; value: T } | { done: false; redirection: Redirection };

/** The cluster is not whole, which a server that has lost no slot says as well: its connection is as good as any. */
const NOT_WHOLE = Symbol("not whole");

export interface ClusterKeyspaceOptions {
  /** For people; names no secret. */
  address: string;
  purpose: string;
  discovery: RedisDiscovery<RedisClusterMap>;
  onProblem: OnTransportProblem;
}

/**
 * The keys of all slots of a Redis Cluster, over one connection to each server that has any. Each connection fails and
 * comes back by itself: a server that hangs costs its own slots their deadlines, and no others.
 */
export class RedisClusterKeyspace implements RedisKeyspace {
  readonly #options: ClusterKeyspaceOptions;
  readonly #connections = new Map<string, RedisConnection>();
  readonly #closing = new AbortController();
  #pruned: RedisClusterMap | null = null;
  #learning: Promise<void> | null = null;

  constructor(options: ClusterKeyspaceOptions) {
    this.#options = options;
  }

  async runFor<T>(key: string, deadlineMs: number, work: (redis: Redis) => Promise<T>): Promise<T> {
    let node = await this.#primaryOf(slotOf(key), deadlineMs);
    let asking = false;
    for (let hop = 0; hop < HOPS_MAX; hop++) {
      const outcome: Outcome<T> = await this.#runAt(node, { deadlineMs, asking }, work);
      if (outcome.done) return outcome.value;
      asking = outcome.redirection.type === "ask";
      node = this.#follow(outcome.redirection);
    }
    throw new TransportError("unreachable", `Redis at ${this.#options.address} sends a call from server to server.`);
  }

  async runForAll<T>(
    keys: readonly string[],
    deadlineMs: number,
    work: (redis: Redis, keys: readonly string[]) => Promise<T[]>,
  ): Promise<T[]> {
    const nodes = await Promise.all(keys.map((key) => this.#primaryOf(slotOf(key), deadlineMs)));
    const groups = Map.groupBy(keys.keys(), (index) => nameOf(nodes[index]!));
    const answers = new Array<T>(keys.length);
    await Promise.all([...groups.values()].map(async (indexes) => {
      const group = indexes.map((index) => keys[index]!);
      const outcome = await this.#runAt(
        nodes[indexes[0]!]!,
        { deadlineMs, asking: false },
        (redis) => work(redis, group),
      );
      // One of them has moved: each finds its own way.
      const values = outcome.done ? outcome.value : await Promise.all(group.map(async (key) => {
        return (await this.runFor(key, deadlineMs, (redis) => work(redis, [key])))[0]!;
      }));
      for (const [at, index] of indexes.entries()) answers[index] = values[at]!;
    }));
    return answers;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#connections.values()].map((connection) => connection.close()));
    await this.#learning;
  }

  async #primaryOf(slot: number, deadlineMs: number): Promise<RedisNode> {
    const { discovery, address } = this.#options;
    if (this.#closing.signal.aborted) throw closed();
    const known = discovery.known;
    if (known !== null && known !== this.#pruned) this.#prune(known);
    const primary = known?.primaryOf(slot);
    if (primary) return primary;
    const unreachable = (why: string) => new TransportError("unreachable", `Redis at ${address} ${why}.`);
    const learnt = discovery.primaryOf(slot).catch((error: Error) => {
      throw unreachable(`cannot be reached: ${error.message}`);
    });
    return await withDeadline(learnt, deadlineMs, () => unreachable("did not answer in time"));
  }

  async #runAt<T>(
    node: RedisNode,
    { deadlineMs, asking }: { deadlineMs: number; asking: boolean },
    work: (redis: Redis) => Promise<T>,
  ): Promise<Outcome<T>> {
    try {
      const outcome = await this.#connectionTo(node).run(deadlineMs, async (redis) => {
        try {
          // It holds for the next command of the connection, which is the first one of the work.
          if (asking) redis.asking().catch(() => {});
          return { done: true as const, value: await work(redis) };
        } catch (error) {
          if (isServerError(error) && error.message.startsWith("CLUSTERDOWN")) return NOT_WHOLE;
          const redirection = readRedirection(error, node);
          if (redirection === null) throw error;
          return { done: false as const, redirection };
        }
      });
      if (outcome !== NOT_WHOLE) return outcome;
      throw new TransportError("unreachable", `Redis at ${this.#options.address} is not whole (CLUSTERDOWN).`);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** A server that is away may have been replaced. */
  #failure(error: unknown): unknown {
    if (!(error instanceof TransportError)) return error;
    if (this.#closing.signal.aborted) return closed();
    this.#learnSoon();
    // Its connection was given up because the server has no slots any more.
    return error.code === "closed" ? new TransportError("unreachable", "The server of this slot has changed.") : error;
  }

  #follow(redirection: Redirection): RedisNode {
    const { known } = this.#options.discovery;
    if (known === null) throw new TransportError("unreachable", "Nothing is known of the cluster.");
    if (redirection.type === "moved") {
      known.move(redirection);
      this.#learnSoon();
    }
    return known.nodeOf(redirection);
  }

  #learnSoon(): void {
    this.#learning ??= (async () => {
      await pause(LEARN_AGAIN_MS, this.#closing.signal);
      if (!this.#closing.signal.aborted) await this.#options.discovery.learn().catch(() => {});
      this.#learning = null;
    })();
  }

  #connectionTo(node: RedisNode): RedisConnection {
    if (this.#closing.signal.aborted) throw closed();
    const name = nameOf(node);
    let connection = this.#connections.get(name);
    if (connection === undefined) {
      const { purpose, onProblem } = this.#options;
      connection = new RedisConnection(
        { address: name, topology: new FixedTopology(node), slot: 0 },
        purpose,
        onProblem,
      );
      this.#connections.set(name, connection);
    }
    return connection;
  }

  /** Gives up connections to servers that have no slots any more. */
  #prune(map: RedisClusterMap): void {
    this.#pruned = map;
    const kept = new Set(map.primaries.map(nameOf));
    for (const [name, connection] of this.#connections) {
      if (kept.has(name)) continue;
      this.#connections.delete(name);
      connection.close().catch(() => {});
    }
  }
}

function closed(): TransportError {
  return new TransportError("closed", "The transport is closed.");
}
