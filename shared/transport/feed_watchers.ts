import type { FeedWatcher, Watch } from "./feed_answer.ts";
import type { OnTransportProblem } from "./transport_problem.ts";

/** The watchers of one feed: told one after the other, in a microtask of its own, and never after their close. */
export class FeedWatchers<T> {
  readonly #watchers = new Set<{ watcher: FeedWatcher<T> }>();
  readonly #onProblem: OnTransportProblem;

  constructor(onProblem: OnTransportProblem) {
    this.#onProblem = onProblem;
  }

  get size(): number {
    return this.#watchers.size;
  }

  /** `onClose` runs once, when the watch is closed. */
  add(watcher: FeedWatcher<T>, onClose?: () => void): Watch {
    // The same watcher may watch twice: each watch has a place of its own.
    const place = { watcher };
    this.#watchers.add(place);
    return {
      close: () => {
        if (this.#watchers.delete(place)) onClose?.();
      },
    };
  }

  changed(change: T): void {
    this.#tell((watcher) => watcher.changed(change));
  }

  resync(): void {
    this.#tell((watcher) => watcher.resync());
  }

  clear(): void {
    this.#watchers.clear();
  }

  #tell(call: (watcher: FeedWatcher<T>) => void): void {
    for (const place of this.#watchers) {
      queueMicrotask(() => {
        if (!this.#watchers.has(place)) return;
        try {
          call(place.watcher);
        } catch (error) {
          this.#onProblem({ code: "watcher_failed", message: `A feed's watcher failed: ${String(error)}.`, count: 1 });
        }
      });
    }
  }
}
