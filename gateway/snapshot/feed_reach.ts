import type { ConfigFeed } from "../../shared/transport/config_feed.ts";

/**
 * Whether the feed can be reached and has its epoch.
 *
 * Only its own question decides: a single entry that cannot be read is unknown too, and says nothing about the feed.
 */
export class FeedReach {
  #problem: string | null = "it was not asked yet";
  #failed = false;
  readonly #feed: Pick<ConfigFeed, "get">;
  readonly #onReturn: () => void;

  /** `onReturn` is called when the feed answers again after it did not. */
  constructor(feed: Pick<ConfigFeed, "get">, onReturn: () => void) {
    this.#feed = feed;
    this.#onReturn = onReturn;
  }

  get reachable(): boolean {
    return this.#problem === null;
  }

  /** Why it cannot be reached; null while it can. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Asks; answers whether it can be reached. Never rejects. */
  async probe(): Promise<boolean> {
    const answer = await this.#feed.get(NOBODY);
    this.#problem = answer.state === "unknown" ? answer.reason : null;
    const returned = this.#failed && this.reachable;
    this.#failed = !this.reachable;
    if (returned) this.#onReturn();
    return this.reachable;
  }
}

/** An id that no tenant has. */
const NOBODY = "00000000-0000-0000-0000-000000000000";
