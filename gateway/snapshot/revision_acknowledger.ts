import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { ConfigFeed } from "../../shared/transport/config_feed.ts";
import { LruMap } from "./lru_map.ts";
import type { RevisionReading } from "./read_revision.ts";

export interface RevisionAcknowledgerOptions {
  configFeed: Pick<ConfigFeed, "acknowledge">;
  clock: Clock;
  logger: Logger;
  instance: string;
  build: string;
}

/** Tells the control plane what became of the revisions that this gateway was given. */
export class RevisionAcknowledger {
  readonly #options: RevisionAcknowledgerOptions;
  /** By tenant, the revision that was last spoken of. */
  readonly #said = new LruMap<string, string>(10_000);

  constructor(options: RevisionAcknowledgerOptions) {
    this.#options = options;
  }

  /** Acknowledges or refuses a revision; one that was spoken of last only with `repeat`. Never rejects. */
  async say(
    tenantId: string,
    reading: RevisionReading,
    circumstances: { repeat: boolean; serving: string | undefined },
  ): Promise<void> {
    const { configFeed, instance, build, clock, logger } = this.#options;
    const { serving } = circumstances;
    if (reading.state === "unreadable") {
      // It does not name a revision that could be refused.
      return logger.error("revision_unreadable", { tenantId, detail: reading.detail, serving });
    }
    const { number, hash } = reading.state === "accepted" ? reading.revision : reading;
    const saying = `${reading.state} ${number} ${hash}`;
    if (this.#said.get(tenantId) === saying && !circumstances.repeat) return;
    this.#said.set(tenantId, saying);
    const subject = { instance, tenantId, number, hash, build, at: clock.now() };
    if (reading.state === "accepted") return await configFeed.acknowledge({ ...subject, status: "applied" });
    const { reason, detail } = reading;
    logger.error("revision_refused", { tenantId, number, hash, reason, detail, serving });
    await configFeed.acknowledge({ ...subject, status: "refused", reason });
  }
}
