import type { Clock } from "../../shared/time/clock.ts";
import type { Database } from "../database.ts";

/** How far `lastSeenAt` may lag behind, in milliseconds, so that not every request costs a write. */
export const LAST_SEEN_LAG_MS = 60_000;

/** Sessions that are remembered at most: beyond, some cost a write more. */
const REMEMBERED_MAX = 10_000;

/** Notes when sessions are used: one write a minute for each session and process, and no reading. */
export class SessionUse {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #notedMs = new Map<string, number>();

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** A request came with this session. */
  async note(sessionId: string): Promise<void> {
    const nowMs = this.#clock.now();
    const notedMs = this.#notedMs.get(sessionId);
    if (notedMs !== undefined && nowMs - notedMs < LAST_SEEN_LAG_MS) return;
    // Before the write: requests side by side make one.
    if (this.#notedMs.size >= REMEMBERED_MAX) this.#notedMs.clear();
    this.#notedMs.set(sessionId, nowMs);
    await this.#db.$executeRaw`
      UPDATE "Session" SET "lastSeenAt" = ${new Date(nowMs)}
      WHERE "id" = ${sessionId}::uuid
        AND ("lastSeenAt" IS NULL OR "lastSeenAt" <= ${new Date(nowMs - LAST_SEEN_LAG_MS)})`;
  }
}
