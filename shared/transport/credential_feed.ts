import type { SealedCredential } from "../contracts/credential.ts";
import type { FeedAnswer, FeedWatcher, Watch } from "./feed_answer.ts";

export interface CredentialChange {
  tenantId: string;
  credentialId: string;
  version: number;
}

/** Carries sealed provider credentials to the gateways, apart from revisions, so that rotation touches none. */
export interface CredentialFeed {
  /** Stores and announces a credential; a version lower than the one held is ignored. Throws when unreachable. */
  put(credential: SealedCredential): Promise<"stored" | "stale">;

  /**
   * Every credential of a tenant, in no order; `absent` when it has none. One that is not understood is left out and named
   * in `newer`. Never throws.
   */
  getAll(tenantId: string): Promise<FeedAnswer<SealedCredential[]>>;

  /** As `ConfigFeed.watch`. */
  watch(watcher: FeedWatcher<CredentialChange>): Watch;
}
