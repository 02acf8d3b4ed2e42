import type { Clock } from "../../shared/time/clock.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import type { Vault } from "../../shared/vault/vault.ts";
import { VaultError } from "../../shared/vault/vault_error.ts";
import type { Database } from "../database.ts";
import { InstallationFault } from "./installation_fault.ts";

/**
 * Makes the installation's one row at the first start, and at every later one proves with it that the master key is the
 * right one: else gateways would find out one by one, at the first request. Throws `InstallationFault`.
 */
export async function ensureInstallation(
  { db, vault, clock }: { db: Database; vault: Vault; clock: Clock },
): Promise<void> {
  const row = await db.installation.findUnique({ where: { id: 1 } }) ?? await makeRow(db, vault, clock);
  const sealed = {
    ciphertext: row.canaryCiphertext,
    wrappedKey: row.canaryWrappedKey,
    masterKeyId: row.canaryMasterKeyId,
  };
  try {
    if (await vault.open(sealed, CANARY_CONTEXT) === CANARY) return;
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
  }
  throw new InstallationFault([
    "The master key does not open this installation's data. " +
    `Give the key '${row.canaryMasterKeyId}' that it was sealed with in PERPETUO_MASTER_KEYS, or another database.`,
  ]);
}

const CANARY = "perpetuo";
/** The additional authenticated data of the canary. */
export const CANARY_CONTEXT = "installation/canary";

async function makeRow(db: Database, vault: Vault, clock: Clock) {
  const { ciphertext, wrappedKey, masterKeyId } = await vault.seal(CANARY, CANARY_CONTEXT);
  const row = {
    id: 1,
    feedEpoch: uuidv7(clock.now()),
    canaryCiphertext: ciphertext,
    canaryWrappedKey: wrappedKey,
    canaryMasterKeyId: masterKeyId,
  };
  // Another process may start at the same moment: the first row stays, and every process checks itself against it.
  await db.installation.createMany({ data: [row], skipDuplicates: true });
  return await db.installation.findUniqueOrThrow({ where: { id: 1 } });
}
