import { credentialContext } from "../../shared/contracts/credential.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";

/** The last four characters of a key, for people to tell keys apart; nothing of a short one. */
export function credentialHint(apiKey: string): string {
  return apiKey.length >= 12 ? apiKey.slice(-4) : "";
}

/**
 * Seals a provider's key and stores it, in the transaction of the change that brings it. A provider keeps its credential's
 * id when the key is rotated: published revisions name the id, and go on with the new key.
 */
export async function storeCredential(
  tx: Transaction,
  call: Call,
  { tenantId, providerId, apiKey }: { tenantId: string; providerId: string; apiKey: string },
): Promise<void> {
  const { vault, clock } = call.dependencies;
  const present = await tx.credential.findFirst({
    where: { providerId, revokedAt: null },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  const id = present?.id ?? uuidv7(clock.now());
  const sealed = { ...await vault.seal(apiKey, credentialContext(tenantId, id)), hint: credentialHint(apiKey) };
  await tx.credential.upsert({
    where: { id },
    create: { id, tenantId, providerId, ...sealed },
    update: { ...sealed, version: { increment: 1 } },
    select: { id: true },
  });
  await call.dependencies.outbox.enqueue(tx, { kind: "CREDENTIAL", tenantId, entityId: id });
}

/** Revokes every credential of a provider; gateways forget them within a second. */
export async function revokeCredentials(tx: Transaction, call: Call, providerId: string): Promise<void> {
  const present = await tx.credential.findMany({
    where: { providerId, revokedAt: null },
    select: { id: true, tenantId: true },
  });
  for (const { id, tenantId } of present) {
    await tx.credential.update({
      where: { id },
      data: { revokedAt: new Date(call.dependencies.clock.now()), version: { increment: 1 } },
      select: { id: true },
    });
    await call.dependencies.outbox.enqueue(tx, { kind: "CREDENTIAL", tenantId, entityId: id });
  }
}
