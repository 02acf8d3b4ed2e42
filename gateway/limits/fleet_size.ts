import type { Clock } from "../../shared/time/clock.ts";
import type { Fleet } from "../../shared/transport/fleet.ts";

/** How many gateways there are, asked every five seconds and apart from any request; kept while nobody can tell. */
export class FleetSize {
  readonly #fleet: Fleet;
  readonly #clock: Clock;
  readonly #stopping = new AbortController();
  #following: Promise<void> = Promise.resolve();
  #gateways = 1;

  constructor({ fleet, clock }: { fleet: Fleet; clock: Clock }) {
    this.#fleet = fleet;
    this.#clock = clock;
  }

  /** At least 1, and 1 until it has been told otherwise: this one. */
  get gateways(): number {
    return this.#gateways;
  }

  start(): void {
    this.#following = this.#follow();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following;
  }

  async #follow(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        const alive = (await this.#fleet.alive()).length;
        // None at all is a store that was emptied: the others have not said yet that they live.
        if (alive > 0) this.#gateways = alive;
      } catch {
        // What was known last is the best guess while the store is away.
      }
      await this.#clock.delay(EVERY_MS, this.#stopping.signal).catch(() => {});
    }
  }
}

const EVERY_MS = 5_000;
