import type { Clock } from "../../time/clock.ts";
import { type Fleet, type GatewayHeartbeat, HEARTBEAT_TTL_MS } from "../fleet.ts";

/** The fleet within one process. */
export class MemoryFleet implements Fleet {
  readonly #heartbeats = new Map<string, { heartbeat: GatewayHeartbeat; expiresAtMs: number }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  beat(heartbeat: GatewayHeartbeat, ttlMs = HEARTBEAT_TTL_MS): Promise<void> {
    this.#dropExpired();
    this.#heartbeats.set(heartbeat.instance, {
      heartbeat: { ...heartbeat },
      expiresAtMs: this.#clock.monotonic() + ttlMs,
    });
    return Promise.resolve();
  }

  leave(instance: string): Promise<void> {
    this.#heartbeats.delete(instance);
    return Promise.resolve();
  }

  alive(): Promise<GatewayHeartbeat[]> {
    this.#dropExpired();
    return Promise.resolve([...this.#heartbeats.values()].map(({ heartbeat }) => ({ ...heartbeat })));
  }

  forget(): void {
    this.#heartbeats.clear();
  }

  #dropExpired(): void {
    for (const [instance, { expiresAtMs }] of this.#heartbeats) {
      if (expiresAtMs <= this.#clock.monotonic()) this.#heartbeats.delete(instance);
    }
  }
}
