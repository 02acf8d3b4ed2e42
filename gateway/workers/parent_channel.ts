import process from "node:process";
import { mergeMetrics } from "../../shared/metrics/merge_metrics.ts";
import { type ParentMessage, parentMessage, type WorkerMessage } from "./worker_message.ts";

/** What a worker says to the process that watches over it, and hears from it. */
export interface ParentChannel {
  tellReady(): void;
  /** Resolves when it shall make room for another, or when the parent is gone: nobody would start it again. */
  readonly retired: Promise<void>;
  /** Has `render` tell this worker's metrics when another worker is asked for all of them. */
  tellMetrics(render: () => Promise<string>): void;
  /** The metrics of all workers, each series with a label `worker`. Never settles when the parent is gone. */
  allMetrics(): Promise<string>;
}

/** The channel of a worker; null where nobody opened one. */
export function openParentChannel(): ParentChannel | null {
  if (process.send === undefined) return null;
  return new Channel();
}

class Channel implements ParentChannel {
  readonly #retired = Promise.withResolvers<void>();
  readonly #asked = new Map<number, (text: string) => void>();
  readonly retired = this.#retired.promise;
  #render: (() => Promise<string>) | null = null;
  #lastId = 0;

  constructor() {
    process.on("message", (message) => {
      const read = parentMessage.safeParse(message);
      if (read.success) this.#hear(read.data);
    });
    process.on("disconnect", () => this.#retired.resolve());
  }

  tellReady(): void {
    this.#say("ready");
  }

  tellMetrics(render: () => Promise<string>): void {
    this.#render = render;
  }

  allMetrics(): Promise<string> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#asked.set(id, resolve);
      this.#say({ type: "metrics_wanted", id });
    });
  }

  #hear(message: ParentMessage): void {
    if (message === "retire") return this.#retired.resolve();
    const { id } = message;
    if (message.type === "tell_metrics") {
      return void this.#render?.().then((text) => this.#say({ type: "metrics", id, text }));
    }
    this.#asked.get(id)?.(mergeMetrics("worker", message.workers));
    this.#asked.delete(id);
  }

  #say(message: WorkerMessage): void {
    // The parent may have gone meanwhile.
    if (process.connected) process.send!(message);
  }
}
