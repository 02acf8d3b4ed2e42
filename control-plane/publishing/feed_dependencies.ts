import type { Clock } from "../../shared/time/clock.ts";
import type { Transport } from "../../shared/transport/transport.ts";
import type { Database } from "../database.ts";
import type { Logger } from "../../shared/logging/logger.ts";

/** What bringing the feed up to date takes. */
export interface FeedDependencies {
  readonly db: Database;
  readonly transport: Pick<Transport, "configFeed" | "credentialFeed" | "keyDirectory" | "feedState">;
  readonly clock: Clock;
  readonly logger: Logger;
}
