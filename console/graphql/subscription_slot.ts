/**
 * The one subscription that a tab may hold: browsers allow six connections to an origin over all tabs, and one that never
 * ends is one less for everything else.
 */
export class SubscriptionSlot {
  #holder: Stoppable | null = null;

  /** Gives the slot to a subscription, and stops the one that had it. */
  take(holder: Stoppable): void {
    const previous = this.#holder;
    this.#holder = holder;
    if (previous !== holder) previous?.stop();
  }

  /** Does nothing when another one has the slot by now. */
  release(holder: Stoppable): void {
    if (this.#holder === holder) this.#holder = null;
  }
}

export interface Stoppable {
  stop(): unknown;
}
