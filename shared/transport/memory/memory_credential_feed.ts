import { readSealedCredential, type SealedCredential } from "../../contracts/credential.ts";
import type { CredentialChange, CredentialFeed } from "../credential_feed.ts";
import type { FeedAnswer, FeedWatcher, Watch } from "../feed_answer.ts";
import type { FeedWatchers } from "../feed_watchers.ts";
import { readFeedEntries } from "../read_feed_entry.ts";
import type { MemoryFeedState } from "./memory_feed_state.ts";

/** The credential feed within one process. */
export class MemoryCredentialFeed implements CredentialFeed {
  readonly #credentials = new Map<string, Map<string, SealedCredential>>();
  readonly #state: MemoryFeedState;
  readonly #watchers: FeedWatchers<CredentialChange>;

  constructor(state: MemoryFeedState, watchers: FeedWatchers<CredentialChange>) {
    this.#state = state;
    this.#watchers = watchers;
  }

  put(credential: SealedCredential): Promise<"stored" | "stale"> {
    const { tenantId, credentialId, version } = credential;
    const ofTenant = this.#credentials.get(tenantId) ?? new Map<string, SealedCredential>();
    if ((ofTenant.get(credentialId)?.version ?? 0) > version) return Promise.resolve("stale");
    this.#credentials.set(tenantId, ofTenant.set(credentialId, { ...credential }));
    this.#watchers.changed({ tenantId, credentialId, version });
    return Promise.resolve("stored");
  }

  getAll(tenantId: string): Promise<FeedAnswer<SealedCredential[]>> {
    return this.#state.answer(
      this.#credentials.get(tenantId),
      (ofTenant) => readFeedEntries([...ofTenant], readSealedCredential),
    );
  }

  watch(watcher: FeedWatcher<CredentialChange>): Watch {
    return this.#watchers.add(watcher);
  }

  forget(): void {
    this.#credentials.clear();
  }
}
