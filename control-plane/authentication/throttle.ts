import type { Clock } from "../../shared/time/clock.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import type { Database } from "../database.ts";

export interface ThrottleRule {
  /** Attempts let through in one window. */
  max: number;
  /** Seconds from a window's first attempt; at most 3,600. */
  windowSeconds: number;
}

export type ThrottleVerdict = { allowed: true } | { allowed: false; retryAfterSeconds: number };

/**
 * Counts attempts in the database, so that the count holds over every process and restart.
 * Throws when the database cannot be reached: what is throttled must not go on uncounted.
 */
export class Throttle {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Counts one attempt under a key of at most 200 characters, and says whether it may go on. */
  async attempt(key: string, rule: ThrottleRule): Promise<ThrottleVerdict> {
    const nowMs = this.#clock.now();
    const windowMs = rule.windowSeconds * 1_000;
    // One statement, so that attempts side by side are all counted. `lastRequest` is when the window began; the count stops
    // at one too many, where it can overflow no more.
    const [row] = await this.#db.$queryRaw<{ count: number; lastRequest: bigint }[]>`
      INSERT INTO "RateLimit" ("id", "key", "count", "lastRequest")
      VALUES (${uuidv7(nowMs)}::uuid, ${key}, 1, ${nowMs}::bigint)
      ON CONFLICT ("key") DO UPDATE SET
        "count" = CASE WHEN "RateLimit"."lastRequest" <= ${nowMs}::bigint - ${windowMs}::bigint THEN 1
                       ELSE LEAST("RateLimit"."count" + 1, ${rule.max}::int + 1) END,
        "lastRequest" = CASE WHEN "RateLimit"."lastRequest" <= ${nowMs}::bigint - ${windowMs}::bigint THEN ${nowMs}::bigint
                             ELSE "RateLimit"."lastRequest" END
      RETURNING "count", "lastRequest"`;
    if (row!.count === 1) await this.#forgetOld(nowMs);
    if (row!.count <= rule.max) return { allowed: true };
    return {
      allowed: false,
      retryAfterSeconds: Math.max(1, Math.ceil((Number(row!.lastRequest) + windowMs - nowMs) / 1_000)),
    };
  }

  /** Forgets the attempts under a key. */
  async clear(key: string): Promise<void> {
    await this.#db.rateLimit.deleteMany({ where: { key } });
  }

  async #forgetOld(nowMs: number): Promise<void> {
    await this.#db.rateLimit.deleteMany({ where: { lastRequest: { lt: BigInt(nowMs - windowMsMax) } } });
  }
}

const windowMsMax = 3_600_000;
