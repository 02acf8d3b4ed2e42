import type { Rewrapping } from "../../prisma/generated/client/client.ts";
import { ValidationError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorizeOperator } from "../authorization/authorize_operator.ts";
import type { Call } from "../call.ts";
import { countMasterKeyUsage, countOthers, type MasterKeyUse } from "./master_key_usage.ts";

/** How much is wrapped by which master key, and whether that is the one that wraps now. */
export async function readMasterKeyUsage(call: Call): Promise<(MasterKeyUse & { isCurrent: boolean })[]> {
  await authorizeOperator(call, "secret.read");
  const { db, vault } = call.dependencies;
  const usage = await countMasterKeyUsage(db);
  return usage.map((use) => ({ ...use, isCurrent: use.masterKeyId === vault.currentKeyId }));
}

/** The latest job; null before the first one. */
export async function readRewrapping(call: Call): Promise<Rewrapping | null> {
  await authorizeOperator(call, "secret.read");
  return await call.dependencies.db.rewrapping.findUnique({ where: { id: 1 } });
}

/**
 * Asks for everything that is sealed to be wrapped by the current master key, which must be the one that is named. Asked again
 * for the same while that is under way it changes nothing.
 */
export async function requestRewrapping(call: Call, input: { masterKeyId: string }): Promise<Rewrapping> {
  const actor = await authorizeOperator(call, "secret.rewrap");
  const { db, vault, clock } = call.dependencies;
  const masterKeyId = vault.currentKeyId;
  if (input.masterKeyId !== masterKeyId) {
    const message = `the control plane that answers wraps by '${masterKeyId}', the first of its PERPETUO_MASTER_KEYS`;
    throw new ValidationError([{ path: ["masterKeyId"], message }]);
  }
  const total = await countOthers(db, masterKeyId);
  return await db.$transaction(async (tx) => {
    // Of two at once one waits here for the other, and then finds its job.
    await tx.$queryRaw`SELECT "id" FROM "Installation" WHERE "id" = 1 FOR NO KEY UPDATE`;
    const present = await tx.rewrapping.findUnique({ where: { id: 1 } });
    if (present?.state === "RUNNING" && present.masterKeyId === masterKeyId) return present;
    const job = {
      masterKeyId,
      state: "RUNNING" as const,
      total,
      done: 0n,
      failed: 0n,
      requestedAt: new Date(clock.now()),
      completedAt: null,
    };
    const made = await tx.rewrapping.upsert({ where: { id: 1 }, create: { id: 1, ...job }, update: job });
    await recordAudit(tx, { ...call, actor }, {
      action: "secret.rewrap",
      tenantId: null,
      target: { kind: "Installation", id: null },
      after: { masterKeyId, total: Number(total) },
    });
    return made;
  });
}
