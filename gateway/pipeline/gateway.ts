import { AuthorizationCache } from "./authorization_cache.ts";
import type { GatewayDependencies } from "./dependencies.ts";
import { TimerWheel } from "./timer_wheel.ts";

/** A gateway process at work: its dependencies, and the little that requests share. */
export class Gateway {
  readonly dependencies: GatewayDependencies;
  readonly wheel: TimerWheel;
  readonly authorizations = new AuthorizationCache();
  readonly #idleWaiters: (() => void)[] = [];
  #inFlight = 0;
  #draining = false;
  #leaving = false;
  #turnedAway = 0;

  constructor(dependencies: GatewayDependencies) {
    this.dependencies = dependencies;
    this.wheel = new TimerWheel(dependencies.clock);
  }

  /** Requests that have been received and not yet recorded. */
  get inFlight(): number {
    return this.#inFlight;
  }

  get isDraining(): boolean {
    return this.#draining;
  }

  /** Whether answers close their connections, so that clients come back on others. */
  get isLeaving(): boolean {
    return this.#leaving || this.#draining;
  }

  /** Answers every request as ever and closes its connection with it. */
  startLeaving(): void {
    this.#leaving = true;
  }

  /** Turns new requests away from now on; those in flight go on. */
  startDraining(): void {
    this.#draining = true;
  }

  /** How many requests came since, and were told to go elsewhere. */
  get turnedAway(): number {
    return this.#turnedAway;
  }

  turnAway(): void {
    this.#turnedAway++;
  }

  /** Resolves when no request is in flight. */
  idle(): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  enter(): void {
    this.#inFlight++;
  }

  leave(): void {
    this.#inFlight--;
    if (this.#inFlight > 0) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }
}
