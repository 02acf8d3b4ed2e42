import type { RevisionAcknowledgement } from "../../shared/contracts/config_revision.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { GatewayHeartbeat } from "../../shared/transport/fleet.ts";
import type { Transport } from "../../shared/transport/transport.ts";

/** What gateways said at one moment. */
export interface FleetReading {
  alive: readonly GatewayHeartbeat[];
  acknowledgements: readonly RevisionAcknowledgement[];
}

/** Who is told of every reading, without being waited for. */
export interface FleetListener {
  read(reading: FleetReading): void;
  end(): void;
}

export interface FleetWatchDependencies {
  transport: Pick<Transport, "fleet" | "configFeed">;
  clock: Clock;
  logger: Logger;
}

const EVERY_MS = 200;
const LISTENERS_MAX = 256;

/**
 * Reads every 200 ms what gateways say of a tenant's revisions, once for all of this process who want to know of that tenant,
 * and only while somebody does. While the store is away nothing is told; it is asked again by itself.
 */
export class FleetWatch {
  readonly #dependencies: FleetWatchDependencies;
  readonly #tenants = new Map<string, Watched>();
  #listeners = 0;
  #closed = false;

  constructor(dependencies: FleetWatchDependencies) {
    this.#dependencies = dependencies;
  }

  /** How many listen. */
  get listeners(): number {
    return this.#listeners;
  }

  /** Tells the listener of every reading from the next one on; false where 256 listen already, or nobody may any more. */
  join(tenantId: string, listener: FleetListener): boolean {
    if (this.#closed || this.#listeners >= LISTENERS_MAX) return false;
    const watched = this.#tenants.get(tenantId) ?? { listeners: new Set(), stop: new AbortController(), running: null };
    this.#tenants.set(tenantId, watched);
    watched.listeners.add(listener);
    this.#listeners++;
    watched.running ??= this.#watch(tenantId, watched);
    return true;
  }

  /** Tells the listener nothing more; the last one to leave ends the reading at once. */
  leave(tenantId: string, listener: FleetListener): void {
    const watched = this.#tenants.get(tenantId);
    if (watched === undefined || !watched.listeners.delete(listener)) return;
    this.#listeners--;
    if (watched.listeners.size > 0) return;
    this.#tenants.delete(tenantId);
    watched.stop.abort();
  }

  /** Reads once. Throws when the store is unreachable. */
  async read(tenantId: string): Promise<FleetReading> {
    const { fleet, configFeed } = this.#dependencies.transport;
    const [alive, acknowledgements] = await Promise.all([fleet.alive(), configFeed.acknowledgements(tenantId)]);
    return { alive, acknowledgements };
  }

  /** Ends every listener. */
  async close(): Promise<void> {
    this.#closed = true;
    const watched = [...this.#tenants];
    for (const [tenantId, { listeners }] of watched) {
      for (const listener of [...listeners]) {
        listener.end();
        this.leave(tenantId, listener);
      }
    }
    await Promise.all(watched.map(([, { running }]) => running));
  }

  async #watch(tenantId: string, { listeners, stop }: Watched): Promise<void> {
    const { clock, logger } = this.#dependencies;
    let isAway = false;
    while (!stop.signal.aborted) {
      try {
        const reading = await this.read(tenantId);
        isAway = false;
        for (const listener of [...listeners]) listener.read(reading);
      } catch (error) {
        // Once for each time that it goes away.
        if (!isAway) logger.warn("fleet_unreadable", { tenantId, error });
        isAway = true;
      }
      await clock.delay(EVERY_MS, stop.signal).catch(() => {});
    }
  }
}

interface Watched {
  listeners: Set<FleetListener>;
  stop: AbortController;
  running: Promise<void> | null;
}
