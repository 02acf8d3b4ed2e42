import { Prisma } from "../../prisma/generated/client/client.ts";
import { RateLimitedError } from "../api_error.ts";
import type { Database, Transaction } from "../database.ts";
import { withinSearchTime } from "../logs/within_search_time.ts";

const REPLAY_MS_MAX = 60_000;
const TURN_MS_MAX = 10_000;
/** The transaction could not begin in time, or its time was over. */
const TRANSACTION_FAULT = "P2028";

/**
 * Runs a replay within one state of the database, one of a tenant at a time in all processes together. Throws `RateLimitedError`
 * where another one runs, where no connection is free for ten seconds, and after 60 seconds.
 */
export async function withinReplayTurn<T>(
  db: Database,
  tenantId: string,
  replay: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  try {
    return await withinSearchTime(() =>
      db.$transaction(async (transaction) => {
        await takeTurn(transaction, tenantId);
        return await replay(transaction);
      }, { isolationLevel: "RepeatableRead", timeout: REPLAY_MS_MAX, maxWait: TURN_MS_MAX })
    );
  } catch (error) {
    const isLate = error instanceof Prisma.PrismaClientKnownRequestError && error.code === TRANSACTION_FAULT;
    if (!isLate) throw error;
    const message = "The replay could not be finished in time. Ask for fewer requests, or try again in a minute.";
    throw new RateLimitedError(message, REPLAY_MS_MAX / 1_000);
  }
}

/** Holds until the transaction ends, in whichever process it runs. */
async function takeTurn(transaction: Transaction, tenantId: string): Promise<void> {
  const [turn] = await transaction.$queryRaw<{ taken: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtext('perpetuo_draft_replay'), hashtext(${tenantId})) AS "taken"`;
  if (turn?.taken === true) return;
  throw new RateLimitedError("A replay of this tenant is running. Try again when it has ended.", 5);
}
