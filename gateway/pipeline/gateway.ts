import { AuthorizationCache } from "./authorization_cache.ts";
import type { GatewayDependencies } from "./dependencies.ts";
import { TimerWheel } from "./timer_wheel.ts";

/** A gateway process at work: its dependencies, and the little that requests share. */
export class Gateway {
  readonly dependencies: GatewayDependencies;
  readonly wheel: TimerWheel;
  readonly authorizations = new AuthorizationCache();
  readonly #idleWaiters: (() => void)[] = [];
  /** What breaks off requests that take long. */
  readonly #cutOffs = new Set<() => void>();
  #cutOff = false;
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

  /** Breaks off every request that does not end by itself in a tenth of a second. */
  startCuttingOff(): void {
    this.#cutOff = true;
    for (const breakOff of [...this.#cutOffs]) breakOff();
  }

  get isCuttingOff(): boolean {
    return this.#cutOff;
  }

  /** Calls `breakOff` when requests are cut off, or at once when they are. */
  whenCutOff(breakOff: () => void): void {
    if (this.#cutOff) queueMicrotask(breakOff);
    else this.#cutOffs.add(breakOff);
  }

  forgetCutOff(breakOff: () => void): void {
    this.#cutOffs.delete(breakOff);
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
