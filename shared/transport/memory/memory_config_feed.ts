import type { ConfigRevision, RevisionAcknowledgement } from "../../contracts/config_revision.ts";
import { ACKNOWLEDGING_INSTANCES_MAX, type ConfigFeed, type RevisionChange } from "../config_feed.ts";
import type { FeedAnswer, FeedWatcher, Watch } from "../feed_answer.ts";
import type { FeedWatchers } from "../feed_watchers.ts";
import type { MemoryFeedState } from "./memory_feed_state.ts";

/** The config feed within one process. */
export class MemoryConfigFeed implements ConfigFeed {
  readonly #revisions = new Map<string, ConfigRevision>();
  readonly #acknowledgements = new Map<string, Map<string, RevisionAcknowledgement>>();
  readonly #state: MemoryFeedState;
  readonly #watchers: FeedWatchers<RevisionChange>;

  constructor(state: MemoryFeedState, watchers: FeedWatchers<RevisionChange>) {
    this.#state = state;
    this.#watchers = watchers;
  }

  put(revision: ConfigRevision): Promise<"stored" | "stale"> {
    const held = this.#revisions.get(revision.tenantId);
    if (held !== undefined && held.number > revision.number) return Promise.resolve("stale");
    this.#revisions.set(revision.tenantId, structuredClone(revision));
    this.#watchers.changed({ tenantId: revision.tenantId, number: revision.number, hash: revision.hash });
    return Promise.resolve("stored");
  }

  get(tenantId: string): Promise<FeedAnswer<unknown>> {
    return this.#state.answer(this.#revisions.get(tenantId), (value) => ({ state: "found", value }));
  }

  watch(watcher: FeedWatcher<RevisionChange>): Watch {
    return this.#watchers.add(watcher);
  }

  acknowledge(acknowledgement: RevisionAcknowledgement): Promise<void> {
    const words = this.#acknowledgements.get(acknowledgement.tenantId) ?? new Map();
    this.#acknowledgements.set(acknowledgement.tenantId, words);
    // Taken out first, so that the map's order is the order in which instances last spoke.
    words.delete(acknowledgement.instance);
    words.set(acknowledgement.instance, { ...acknowledgement });
    if (words.size > ACKNOWLEDGING_INSTANCES_MAX) words.delete(words.keys().next().value);
    return Promise.resolve();
  }

  acknowledgements(tenantId: string): Promise<RevisionAcknowledgement[]> {
    const words = this.#acknowledgements.get(tenantId);
    return Promise.resolve([...words?.values() ?? []].map((word) => ({ ...word })));
  }

  forget(): void {
    this.#revisions.clear();
    this.#acknowledgements.clear();
  }
}
