import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Vault } from "../../shared/vault/vault.ts";
import type { Database } from "../database.ts";
import type { Outbox } from "../publishing/outbox.ts";
import { countOthers } from "./master_key_usage.ts";
import { rewrapBatch } from "./rewrap_batch.ts";
import { CANARY_PLACE, SEALED_PLACES, type SealedPlace } from "./sealed_places.ts";

export interface RewrappingDependencies {
  db: Database;
  vault: Vault;
  outbox: Outbox;
  clock: Clock;
  logger: Logger;
}

/** Rows of one transaction. */
const ROWS_MAX = 200;

/**
 * Goes once through everything that is sealed and wraps it by the current master key, where a job asks for that; several
 * processes may at once, and a killed one leaves nothing undone but its batch. When nothing is left that can be opened the job
 * is done. The canary comes last, and only if nothing failed: while it has the old key, no control plane starts without that.
 */
export async function rewrapSecrets(dependencies: RewrappingDependencies, signal: AbortSignal): Promise<void> {
  const { db, vault, outbox, logger, clock } = dependencies;
  const job = await db.rewrapping.findUnique({ where: { id: 1 } });
  // Another process may have another current key, in the middle of a change of settings: the job is not its business.
  if (job?.state !== "RUNNING" || job.masterKeyId !== vault.currentKeyId) return;
  let failed = 0;
  for (const place of SEALED_PLACES) failed += await rewrapPlace(dependencies, place, signal);
  if (signal.aborted) return;
  const left = await countOthers(db, job.masterKeyId, SEALED_PLACES);
  // Others have them in hand, or they came meanwhile: the next round finds them.
  if (left > BigInt(failed)) return;
  if (left === 0n) {
    await rewrapPlace(dependencies, CANARY_PLACE, signal);
    // Somebody had it in hand: not done before it is.
    if (await countOthers(db, job.masterKeyId, [CANARY_PLACE]) > 0n) return;
  }
  const { count } = await db.rewrapping.updateMany({
    where: { id: 1, state: "RUNNING", masterKeyId: job.masterKeyId, requestedAt: job.requestedAt },
    data: { state: "DONE", failed: left, completedAt: new Date(clock.now()) },
  });
  outbox.poke();
  if (count === 0) return;
  const { done } = await db.rewrapping.findUniqueOrThrow({ where: { id: 1 } });
  const log = left === 0n ? logger.info.bind(logger) : logger.error.bind(logger);
  log("secrets_rewrapped", { masterKeyId: job.masterKeyId, done, failed: left });
}

/** How many of the place do not open. */
async function rewrapPlace(
  { db, vault, outbox }: RewrappingDependencies,
  place: SealedPlace,
  signal: AbortSignal,
): Promise<number> {
  let failed = 0;
  for (let after: string | null = null; !signal.aborted;) {
    const batch = await db.$transaction(async (tx) => {
      const rewrapped = await rewrapBatch(tx, { vault, outbox }, { place, after, rowsMax: ROWS_MAX });
      if (rewrapped.rewrapped > 0) {
        await tx.rewrapping.update({ where: { id: 1 }, data: { done: { increment: rewrapped.rewrapped } } });
      }
      return rewrapped;
    });
    failed += batch.failed;
    if (batch.last === null) break;
    after = batch.last;
  }
  return failed;
}
