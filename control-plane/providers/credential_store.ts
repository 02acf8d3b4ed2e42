import type { Credential } from "../../prisma/generated/client/client.ts";
import { credentialContext } from "../../shared/contracts/credential.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { publishedWeights } from "../publishing/published_weights.ts";

interface NewSecret {
  provider: { id: string; tenantId: string };
  apiKey: string;
}

/** The last four characters of a key, for people to tell keys apart; nothing of a short one. */
export function credentialHint(apiKey: string): string {
  return apiKey.length >= 12 ? apiKey.slice(-4) : "";
}

/** Seals a key and stores it beside a provider's others, in the transaction of the change that brings it. */
export async function addCredential(
  tx: Transaction,
  call: Call,
  { provider, apiKey, weight = 1 }: NewSecret & { weight?: number },
): Promise<Credential> {
  const id = uuidv7(call.dependencies.clock.now());
  const sealed = await seal(call, id, { provider, apiKey });
  const data = { id, tenantId: provider.tenantId, providerId: provider.id, weight, ...sealed };
  const credential = await tx.credential.create({ data });
  await announce(tx, call, credential);
  return credential;
}

/**
 * Puts one key in place of all that a provider has. It takes over the id of a credential that the published revision
 * names, so that gateways go on with it without a publish.
 */
export async function replaceCredentials(tx: Transaction, call: Call, secret: NewSecret): Promise<void> {
  const kept = await successor(tx, secret.provider);
  if (kept === null) {
    await addCredential(tx, call, secret);
    return;
  }
  const sealed = await seal(call, kept.id, secret);
  // A weight of 0, good beside other keys, would leave the only one without requests.
  const data = { ...sealed, weight: Math.max(kept.weight, 1), version: { increment: 1 } };
  await announce(tx, call, await tx.credential.update({ where: { id: kept.id }, data }));
  await revokeCredentials(tx, call, { providerId: secret.provider.id, id: { not: kept.id } });
}

/** Revokes a provider's credentials, all or those asked for, and tells how many: gateways forget them within a second. */
export async function revokeCredentials(
  tx: Transaction,
  call: Call,
  which: { providerId: string; id?: string | { not: string } },
): Promise<number> {
  const present = await tx.credential.findMany({ where: { ...which, revokedAt: null }, select: { id: true } });
  for (const { id } of present) {
    const data = { revokedAt: new Date(call.dependencies.clock.now()), version: { increment: 1 } };
    await announce(tx, call, await tx.credential.update({ where: { id }, data }));
  }
  return present.length;
}

/** Of the provider's credentials the one that gateways use now; the oldest where there are several or none. */
async function successor(tx: Transaction, provider: NewSecret["provider"]): Promise<Credential | null> {
  const present = await tx.credential.findMany({
    where: { providerId: provider.id, revokedAt: null },
    orderBy: { id: "asc" },
  });
  if (present.length < 2) return present[0] ?? null;
  const weights = await publishedWeights(tx, provider);
  return present.find(({ id }) => (weights.get(id) ?? 0) > 0) ?? present[0]!;
}

async function seal({ dependencies: { vault } }: Call, id: string, { provider, apiKey }: NewSecret) {
  const sealed = await vault.seal(apiKey, credentialContext(provider.tenantId, id));
  return { ...sealed, hint: credentialHint(apiKey) };
}

async function announce(tx: Transaction, call: Call, { id, tenantId }: Credential): Promise<void> {
  await call.dependencies.outbox.enqueue(tx, { kind: "CREDENTIAL", tenantId, entityId: id });
}
