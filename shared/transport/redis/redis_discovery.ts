import type { Redis } from "ioredis";
import { withDeadline } from "./deadline.ts";
import { pause } from "./pause.ts";
import { connectRedis, type RedisClient } from "./redis_client.ts";
import { nameOf, type RedisTopology } from "./redis_topology.ts";
import type { RedisNode } from "./redis_url.ts";

/** What was learnt at one time; it may be corrected where a server knows better. */
export interface RedisMap {
  primaryOf(slot: number): RedisNode | null;
  /** Every server that has slots. */
  readonly primaries: readonly RedisNode[];
  /** Whom to ask next time, beside the seeds. */
  readonly peers: readonly RedisNode[];
}

/** Asks one server for the map; rejects, with a sentence for people, when this one cannot be relied on. */
export type MapQuestion<Learnt extends RedisMap = RedisMap> = (redis: Redis, asked: RedisNode) => Promise<Learnt>;

export interface DiscoveryOptions<Learnt extends RedisMap> {
  seeds: readonly RedisNode[];
  ask: MapQuestion<Learnt>;
  /** See `RedisTopology`. */
  verifiesRole: boolean;
}

/** How long one server may take to tell, milliseconds. */
const ASK_DEADLINE_MS = 1_000;

/** How often those who hold connections learn whether they should, milliseconds. */
const WATCH_EVERY_MS = 1_000;

interface Watch {
  slot: number;
  name: string;
  onMoved: () => void;
}

/**
 * Learns from seeds who has what: from the one that answered last, over a connection that stays open, and from the others
 * where that one is gone.
 */
export class RedisDiscovery<Learnt extends RedisMap = RedisMap> implements RedisTopology {
  readonly verifiesRole: boolean;
  readonly #options: DiscoveryOptions<Learnt>;
  readonly #closing = new AbortController();
  readonly #watches = new Set<Watch>();
  #map: Learnt | null = null;
  #asking: Promise<Learnt> | null = null;
  #open: { node: RedisNode; client: RedisClient } | null = null;
  #watching: Promise<void> | null = null;
  /** Which seed comes first. */
  #turn = 0;

  constructor(options: DiscoveryOptions<Learnt>) {
    this.verifiesRole = options.verifiesRole;
    this.#options = options;
  }

  /** What was learnt last, which may be old; null before anything was. */
  get known(): Learnt | null {
    return this.#map;
  }

  /** Learns anew; calls at one time are one. */
  learn(): Promise<Learnt> {
    if (this.#closing.signal.aborted) return Promise.reject(new Error("the transport is closed"));
    return this.#asking ??= this.#askAnybody().finally(() => this.#asking = null);
  }

  async primaryOf(slot: number): Promise<RedisNode> {
    const primary = (await this.learn()).primaryOf(slot);
    if (primary === null) throw new Error(`no server of the cluster has slot ${slot}`);
    return primary;
  }

  watch(slot: number, node: RedisNode, onMoved: () => void): { close(): void } {
    const watch = { slot, name: nameOf(node), onMoved };
    this.#watches.add(watch);
    if (!this.#closing.signal.aborted) this.#watching ??= this.#keepWatch();
    return { close: () => this.#watches.delete(watch) };
  }

  mistrust(slot: number, node: RedisNode): void {
    const told = this.#map?.primaryOf(slot);
    if (this.#asking !== null || !told || nameOf(told) !== nameOf(node)) return;
    this.#turn++;
    this.#open?.client.end();
    this.#open = null;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#watches.clear();
    this.#open?.client.end();
    await Promise.all([this.#asking?.catch(() => {}), this.#watching, this.#open?.client.ended]);
  }

  async #askAnybody(): Promise<Learnt> {
    const reasons: string[] = [];
    for (const node of this.#inOrder()) {
      if (this.#closing.signal.aborted) break;
      try {
        return this.#map = await this.#ask(node);
      } catch (error) {
        reasons.push(error instanceof Error ? error.message : String(error));
      }
    }
    throw new Error([...new Set(reasons)].join("; ") || "the transport is closed");
  }

  /** The one that answered last, then the seeds, then whom they told of. */
  #inOrder(): RedisNode[] {
    const { seeds } = this.#options;
    const first = this.#turn % seeds.length;
    const open = this.#open === null ? [] : [this.#open.node];
    const all = [...open, ...seeds.slice(first), ...seeds.slice(0, first), ...this.#map?.peers ?? []];
    return [...new Map(all.map((node) => [nameOf(node), node])).values()];
  }

  async #ask(node: RedisNode): Promise<Learnt> {
    const client = this.#clientOf(node);
    try {
      const work = client.ready.then(() => this.#options.ask(client.redis, node));
      return await withDeadline(work, ASK_DEADLINE_MS, () => new Error("it did not answer in time"));
    } catch (error) {
      client.end();
      if (this.#open?.client === client) this.#open = null;
      await client.ended;
      throw error;
    }
  }

  #clientOf(node: RedisNode): RedisClient {
    if (this.#open !== null && nameOf(this.#open.node) === nameOf(node)) return this.#open.client;
    this.#open?.client.end();
    // A sentinel has nothing to load, and its user need not be allowed to ask.
    const client = connectRedis(node, "perpetuo-discovery", { loadedOnly: false });
    this.#open = { node, client };
    return client;
  }

  async #keepWatch(): Promise<void> {
    const { signal } = this.#closing;
    for (;;) {
      await pause(WATCH_EVERY_MS, signal);
      if (signal.aborted) return;
      if (this.#watches.size === 0) continue;
      // Who cannot be asked tells nothing: connections stay as they are.
      const map = await this.learn().catch(() => null);
      if (map !== null) this.#tell(map);
    }
  }

  #tell(map: Learnt): void {
    for (const watch of [...this.#watches]) {
      const primary = map.primaryOf(watch.slot);
      if (primary === null || nameOf(primary) === watch.name) continue;
      this.#watches.delete(watch);
      watch.onMoved();
    }
  }
}
