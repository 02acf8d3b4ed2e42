import type { Clock } from "../../shared/time/clock.ts";
import { type Fleet, HEARTBEAT_TTL_MS } from "../../shared/transport/fleet.ts";
import type { Database } from "../database.ts";
import { readWatermarks } from "../recorder/watermarks.ts";

/** How many records each gateway process had written, by its name. */
export type WrittenRecords = ReadonlyMap<string, number>;

/** Remembers what gateways said they had written for as long as they count as alive: an emptied Redis forgets it. */
export class FleetMemory {
  readonly #heard = new Map<string, { recordsWritten: number; heardAtMs: number }>();
  readonly #fleet: Fleet;
  readonly #clock: Clock;

  constructor(fleet: Fleet, clock: Clock) {
    this.#fleet = fleet;
    this.#clock = clock;
  }

  /** Asks the gateways that are alive now. Throws when they cannot be asked. */
  async listen(): Promise<void> {
    const nowMs = this.#clock.monotonic();
    for (const { instance, recordsWritten } of await this.#fleet.alive()) {
      // Gateways of builds before there were budgets do not say, and are not waited for.
      if (recordsWritten !== undefined) this.#heard.set(instance, { recordsWritten, heardAtMs: nowMs });
    }
    for (const [instance, { heardAtMs }] of this.#heard) {
      if (nowMs - heardAtMs > HEARTBEAT_TTL_MS) this.#heard.delete(instance);
    }
  }

  written(): WrittenRecords {
    return new Map([...this.#heard].map(([instance, { recordsWritten }]) => [instance, recordsWritten]));
  }
}

/** Whether all of these records are committed. */
export async function areCommitted(db: Database, written: WrittenRecords): Promise<boolean> {
  const watermarks = await readWatermarks(db);
  return [...written].every(([instance, recordsWritten]) => (watermarks.get(instance) ?? 0) >= recordsWritten);
}
