import type { UpstreamExchange, UpstreamSink } from "../../upstream/upstream.ts";
import type { MockStep } from "./plan_mock.ts";
import type { QueuedTimer, TimerQueue } from "./timer_queue.ts";

/** Carries out a plan of the mock, as a connection to a provider would: pausing holds it, aborting ends it. */
export class MockExchange implements UpstreamExchange {
  readonly #steps: readonly MockStep[];
  readonly #sink: UpstreamSink;
  readonly #timers: TimerQueue;
  readonly #onOver: (exchange: MockExchange) => void;
  #next = 0;
  #timer: QueuedTimer | null = null;
  /** The next step's time has come, and only the pause holds it. */
  #isDue = false;
  #isPaused = false;
  #isOver = false;

  constructor(
    steps: readonly MockStep[],
    sink: UpstreamSink,
    dependencies: { timers: TimerQueue; onOver: (exchange: MockExchange) => void },
  ) {
    this.#steps = steps;
    this.#sink = sink;
    this.#timers = dependencies.timers;
    this.#onOver = dependencies.onOver;
    // The sink must hear nothing before `send` has returned; a first step that takes time is reckoned from now.
    if (steps[0] !== undefined && steps[0].afterMs > 0) this.#proceed();
    else queueMicrotask(() => this.#proceed());
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    // Not at once: a sink that resumes inside `data` must not be called again before it has returned.
    queueMicrotask(() => this.#proceed());
  }

  abort(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#timer !== null) this.#timers.cancel(this.#timer);
    this.#onOver(this);
  }

  #proceed(): void {
    while (!this.#isOver && !this.#isPaused && this.#timer === null) {
      const step = this.#steps[this.#next];
      if (step === undefined) return;
      if (step.afterMs > 0 && !this.#isDue) {
        this.#timer = this.#timers.after(step.afterMs, () => {
          this.#timer = null;
          this.#isDue = true;
          this.#proceed();
        });
        return;
      }
      this.#isDue = false;
      this.#next++;
      this.#perform(step);
    }
  }

  #perform(step: MockStep): void {
    switch (step.act) {
      case "head":
        return this.#sink.head(step.status, { get: (name) => step.headers[name] ?? null });
      case "data":
        return this.#sink.data(step.bytes);
      case "end":
        this.abort();
        return this.#sink.end();
      case "break":
        this.abort();
        return this.#sink.error({
          errorClass: "connection",
          detail: "the mock provider was told to break the connection",
        });
    }
  }
}
