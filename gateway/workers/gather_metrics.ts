import type { Clock } from "../../shared/time/clock.ts";
import type { ParentMessage, WorkerMessage } from "./worker_message.ts";

/** A worker as it is spoken with. */
export interface TalkingWorker {
  readonly ended: Promise<unknown>;
  tell(message: ParentMessage): void;
  /** Calls `listener` with each message; there is one listener. */
  hear(listener: (message: WorkerMessage) => void): void;
}

/**
 * Passes the metrics of all workers to whichever of them is asked: they share a port, so that a scrape reaches any one.
 * Workers are called by the lowest number that is free, so that series do not gather with every worker that is replaced.
 */
export class GatherMetrics {
  readonly #clock: Clock;
  readonly #names = new Map<TalkingWorker, number>();
  readonly #waiting = new Map<number, (text: string | null) => void>();
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a worker in until it ends. */
  join(worker: TalkingWorker): void {
    let name = 1;
    while ([...this.#names.values()].includes(name)) name++;
    this.#names.set(worker, name);
    void worker.ended.then(() => this.#names.delete(worker));
    worker.hear((message) => {
      if (message === "ready") return;
      if (message.type === "metrics") this.#waiting.get(message.id)?.(message.text);
      else void this.#gather().then((workers) => worker.tell({ type: "all_metrics", id: message.id, workers }));
    });
  }

  async #gather(): Promise<{ name: string; text: string }[]> {
    const told = await Promise.all([...this.#names].map(async ([worker, name]) => {
      const text = await this.#ask(worker);
      return text === null ? [] : [{ name: String(name), text }];
    }));
    return told.flat();
  }

  /** Null when it does not answer in time, as one that starts or hangs. */
  async #ask(worker: TalkingWorker): Promise<string | null> {
    const id = ++this.#lastId;
    const { promise, resolve } = Promise.withResolvers<string | null>();
    const done = new AbortController();
    this.#waiting.set(id, resolve);
    const late = this.#clock.delay(ANSWER_MS, done.signal).then(() => resolve(null), () => {});
    void worker.ended.then(() => resolve(null));
    worker.tell({ type: "tell_metrics", id });
    const text = await promise;
    this.#waiting.delete(id);
    done.abort();
    await late;
    return text;
  }
}

const ANSWER_MS = 1_000;
