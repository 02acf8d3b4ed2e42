import type { ConfigRevision, RevisionAcknowledgement } from "../contracts/config_revision.ts";
import type { FeedAnswer, FeedWatcher, Watch } from "./feed_answer.ts";

/** How many instances' words on a tenant's revisions are kept; those that spoke longest ago go first. */
export const ACKNOWLEDGING_INSTANCES_MAX = 512;

export interface RevisionChange {
  tenantId: string;
  number: number;
  hash: string;
}

/** Carries each tenant's current revision from the control plane to every gateway. */
export interface ConfigFeed {
  /**
   * Makes a revision its tenant's current one and announces it.
   * A number lower than the one held is ignored (`stale`), an equal one is stored again and announced, so that delivery
   * may be repeated. Throws when unreachable.
   */
  put(revision: ConfigRevision): Promise<"stored" | "stale">;

  /** The tenant's current document, not parsed: the gateway decides whether it understands its schema. Never throws. */
  get(tenantId: string): Promise<FeedAnswer<unknown>>;

  /**
   * Tells of every tenant's changes until closed; delivery under 100 ms while the store is reachable. Calls `resync` once
   * it listens when it could not listen from the start.
   */
  watch(watcher: FeedWatcher<RevisionChange>): Watch;

  /**
   * Keeps what a gateway says of a revision; the last word of an instance counts, and of 512 instances at most. Never
   * throws.
   */
  acknowledge(acknowledgement: RevisionAcknowledgement): Promise<void>;

  /** Every instance's last word on a tenant's revisions. Throws when unreachable. */
  acknowledgements(tenantId: string): Promise<RevisionAcknowledgement[]>;
}
