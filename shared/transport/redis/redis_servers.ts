import type { RedisLayout } from "../../contracts/redis_keys.ts";
import type { OnTransportProblem } from "../transport_problem.ts";
import { askSentinel } from "./ask_sentinel.ts";
import { RedisClusterKeyspace } from "./redis_cluster_keyspace.ts";
import { askCluster, type RedisClusterMap } from "./redis_cluster_map.ts";
import { RedisConnection } from "./redis_connection.ts";
import { RedisDiscovery } from "./redis_discovery.ts";
import type { RedisKeyspace } from "./redis_keyspace.ts";
import { slotOf } from "./redis_slot.ts";
import { FixedTopology, type RedisTopology } from "./redis_topology.ts";
import type { RedisAddress } from "./redis_url.ts";

/** The servers behind one URL, of whichever form, and connections to them. */
export class RedisServers {
  /** How keys are named there. */
  readonly layout: RedisLayout;
  readonly #address: string;
  readonly #topology: RedisTopology;
  readonly #cluster: RedisDiscovery<RedisClusterMap> | null = null;
  readonly #onProblem: OnTransportProblem;

  constructor(address: RedisAddress, onProblem: OnTransportProblem) {
    this.#address = address.address;
    this.#onProblem = onProblem;
    if (address.form === "cluster") this.#topology = this.#cluster = discoverCluster(address);
    else this.#topology = address.form === "sentinel" ? discoverPrimary(address) : new FixedTopology(address.options);
    this.layout = address.form === "cluster" ? "cluster" : "single";
  }

  /** A connection to whoever has the slot of `key`, and so of every key of the same tag. `purpose` is for people. */
  connect(purpose: string, key: string): RedisConnection {
    const place = { address: this.#address, topology: this.#topology, slot: slotOf(key) };
    return new RedisConnection(place, purpose, this.#onProblem);
  }

  /** Connections to everybody, for keys of any slot. */
  connectToAll(purpose: string): RedisKeyspace {
    const discovery = this.#cluster;
    if (discovery === null) return this.connect(purpose, "");
    return new RedisClusterKeyspace({ address: this.#address, purpose, discovery, onProblem: this.#onProblem });
  }

  /** Ends what learns of changes; connections are closed by those who made them, before. */
  close(): Promise<void> {
    return this.#topology.close();
  }
}

/** Learns who is who in a cluster. */
export function discoverCluster(
  { seeds, options }: Extract<RedisAddress, { form: "cluster" }>,
): RedisDiscovery<RedisClusterMap> {
  // A node that is no primary answers with MOVED: what role it has need not be asked.
  return new RedisDiscovery({ seeds, ask: askCluster(options), verifiesRole: false });
}

/** Learns from sentinels who is the primary. */
export function discoverPrimary(
  { seeds, options, master }: Extract<RedisAddress, { form: "sentinel" }>,
): RedisDiscovery {
  return new RedisDiscovery({ seeds, ask: askSentinel(master, options), verifiesRole: true });
}
