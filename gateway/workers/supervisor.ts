import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Worker } from "./worker.ts";

export interface SupervisorOptions {
  /** Workers that serve at a time, 1 or more. */
  count: number;
  spawn: () => Worker;
  clock: Clock;
  logger: Logger;
  /** How long workers have to end before they are killed. */
  stopMs: number;
  /** How long new workers have to serve before a reload is given up. Default 60,000 ms. */
  readyMs?: number;
}

/**
 * Keeps a number of workers serving: starts one that dies again after 100 ms, and twice as long after each failure in a
 * row, to 10 s at most; replaces all of them by new ones without a moment in which nobody serves.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  /** All that keep a place, whether they serve already or not. */
  readonly #workers = new Set<Worker>();
  readonly #serving = new Set<Worker>();
  /** Those that keep none yet, and those that were told to go. */
  readonly #leaving = new Set<Worker>();
  readonly #stopped = new AbortController();
  readonly #failed = Promise.withResolvers<void>();
  /** Places are given anew at each reload; one that waits for its next worker meanwhile is given up. */
  #generation = 0;
  #failuresInARow = 0;
  #hasServed = false;
  #reloading: Promise<void> | null = null;
  #reloadAgain = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  start(): void {
    for (let number = 0; number < this.#options.count; number++) void this.#keep();
  }

  /** Resolves when none serves and start after start fails: `count` of them if none ever served, else five times as many. */
  get failed(): Promise<void> {
    return this.#failed.promise;
  }

  /**
   * Starts as many new workers, and lets the old ones go when all new ones serve; when one does not, the old ones stay.
   * Called while it goes on, it is done once more afterwards.
   */
  reload(): Promise<void> {
    this.#reloadAgain = true;
    return this.#reloading ??= this.#reloadWhileAsked().finally(() => this.#reloading = null);
  }

  /** Lets all workers finish what they have, and resolves when they are gone. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    const workers = [...this.#workers, ...this.#leaving];
    for (const worker of workers) worker.stop();
    await this.#untilGone(workers);
  }

  /** Kills those that are not gone in time. */
  async #untilGone(workers: Worker[]): Promise<void> {
    const { clock, stopMs } = this.#options;
    const gone = new AbortController();
    const deadline = clock.delay(stopMs, gone.signal).then(() => workers.forEach((worker) => worker.kill()), () => {});
    await Promise.all(workers.map((worker) => worker.ended));
    gone.abort();
    await deadline;
  }

  /** One place among `count`: a worker in it, or one that is to come. */
  async #keep(worker = this.#begin()): Promise<void> {
    const generation = this.#generation;
    while (true) {
      if (await worker.ready) this.#began(worker);
      const end = await worker.ended;
      this.#serving.delete(worker);
      this.#workers.delete(worker);
      const fields = { processId: worker.processId, ...end };
      if (this.#leaving.delete(worker)) return this.#options.logger.info("worker_retired", fields);
      if (this.#stopped.signal.aborted) return;
      this.#options.logger.error("worker_died", fields);
      await this.#pause();
      if (this.#stopped.signal.aborted || generation !== this.#generation) return;
      worker = this.#begin();
    }
  }

  #begin(): Worker {
    const worker = this.#options.spawn();
    this.#workers.add(worker);
    return worker;
  }

  #began(worker: Worker): void {
    this.#failuresInARow = 0;
    this.#hasServed = true;
    this.#serving.add(worker);
    this.#options.logger.info("worker_ready", { processId: worker.processId });
  }

  async #pause(): Promise<void> {
    const failures = ++this.#failuresInARow;
    const failuresMax = this.#options.count * (this.#hasServed ? 5 : 1);
    if (failures >= failuresMax && this.#serving.size === 0) this.#failed.resolve();
    const round = Math.ceil(failures / this.#options.count);
    const pauseMs = Math.min(PAUSE_MS * 2 ** (round - 1), PAUSE_MS_MAX);
    await this.#options.clock.delay(pauseMs, this.#stopped.signal).catch(() => {});
  }

  async #reloadWhileAsked(): Promise<void> {
    while (this.#reloadAgain && !this.#stopped.signal.aborted) {
      this.#reloadAgain = false;
      await this.#replaceAll();
    }
  }

  async #replaceAll(): Promise<void> {
    const { count, spawn, logger } = this.#options;
    const fresh = Array.from({ length: count }, spawn);
    for (const worker of fresh) this.#leaving.add(worker);
    const allServe = await this.#allReady(fresh);
    if (this.#stopped.signal.aborted) return;
    if (!allServe) {
      logger.error("reload_failed", { workers: count });
      for (const worker of fresh) {
        worker.kill();
        void worker.ended.then(() => this.#leaving.delete(worker));
      }
      return;
    }
    this.#generation++;
    const old = [...this.#workers];
    for (const worker of fresh) {
      this.#leaving.delete(worker);
      this.#workers.add(worker);
      void this.#keep(worker);
    }
    for (const worker of old) {
      this.#workers.delete(worker);
      this.#leaving.add(worker);
      worker.retire();
    }
    await this.#untilGone(old);
    logger.info("workers_reloaded", { workers: count });
  }

  async #allReady(workers: Worker[]): Promise<boolean> {
    const { clock, readyMs = READY_MS } = this.#options;
    const done = new AbortController();
    const tooLate = clock.delay(readyMs, AbortSignal.any([done.signal, this.#stopped.signal])).then(
      () => false,
      () => false,
    );
    // The first that ends decides: nobody waits for the others then.
    const { promise: anyFailed, resolve: fail } = Promise.withResolvers<false>();
    const ready = workers.map(async (worker) => {
      if (!await worker.ready) fail(false);
    });
    const inTime = await Promise.race([Promise.all(ready).then(() => true), anyFailed, tooLate]);
    done.abort();
    return inTime;
  }
}

const PAUSE_MS = 100;
const PAUSE_MS_MAX = 10_000;
const READY_MS = 60_000;
