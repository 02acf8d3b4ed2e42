import type { Clock } from "../../shared/time/clock.ts";
import type { Fleet, GatewayHeartbeat } from "../../shared/transport/fleet.ts";

/** Says every five seconds that this gateway lives, and farewell at its end. */
export class Heartbeat {
  readonly #fleet: Fleet;
  readonly #clock: Clock;
  readonly #describe: () => GatewayHeartbeat;
  readonly #stopping = new AbortController();
  #beats: Promise<void> = Promise.resolve();

  constructor(options: { fleet: Fleet; clock: Clock; describe: () => GatewayHeartbeat }) {
    this.#fleet = options.fleet;
    this.#clock = options.clock;
    this.#describe = options.describe;
  }

  start(): void {
    this.#beats = this.#beat();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#beats;
    await this.#fleet.leave(this.#describe().instance);
  }

  async #beat(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#fleet.beat(this.#describe());
      // A third of a heartbeat's life: two may be lost before the gateway counts as dead.
      await this.#clock.delay(EVERY_MS, this.#stopping.signal).catch(() => {});
    }
  }
}

const EVERY_MS = 5_000;
