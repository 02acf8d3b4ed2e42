/** Runs one piece of work an id at a time; who comes meanwhile shares it. */
export class SingleFlight {
  readonly #flights = new Map<string, { again: boolean; landed: Promise<void> }>();

  /** Runs `work`, or waits for the run under way. */
  run(id: string, work: () => Promise<void>): Promise<void> {
    return this.#flights.get(id)?.landed ?? this.#take(id, work);
  }

  /** Runs `work` from its start after this call: a run under way is followed by another, since it may have read too early. */
  runAnew(id: string, work: () => Promise<void>): Promise<void> {
    const flight = this.#flights.get(id);
    if (flight === undefined) return this.#take(id, work);
    flight.again = true;
    return flight.landed;
  }

  /** Whether work for an id is under way. */
  isUnderWay(id: string): boolean {
    return this.#flights.has(id);
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.#flights.size > 0) await Promise.allSettled([...this.#flights.values()].map(({ landed }) => landed));
  }

  #take(id: string, work: () => Promise<void>): Promise<void> {
    const flight = { again: false, landed: Promise.resolve() };
    this.#flights.set(id, flight);
    flight.landed = this.#fly(id, flight, work);
    return flight.landed;
  }

  async #fly(id: string, flight: { again: boolean }, work: () => Promise<void>): Promise<void> {
    try {
      do {
        flight.again = false;
        await work();
      } while (flight.again);
    } finally {
      this.#flights.delete(id);
    }
  }
}
