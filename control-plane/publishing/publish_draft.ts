import type { Prisma, Revision } from "../../prisma/generated/client/client.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ConflictError, ValidationError } from "../api_error.ts";
import { authorOf, type KnownActor } from "../authorization/actor.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { compileTenant } from "./config_version.ts";

export interface PublishedConfig {
  revision: Revision;
  /** False when the draft equals the current revision: then that one is returned, and nothing was written. */
  changed: boolean;
}

/**
 * Publishes a draft as the revision after `current`, in a transaction that holds `lockTenant()`. The caller audits it, and
 * pokes the outbox after the commit. `ValidationError` for a draft that cannot be served.
 */
export async function publishDraft(
  transaction: Transaction,
  call: Call & { actor: KnownActor },
  { tenantId, current, message }: { tenantId: string; current: Revision | null; message: string | null },
): Promise<PublishedConfig> {
  const compiled = await compileTenant(transaction, tenantId);
  if (compiled.state === "invalid") throw new ValidationError(compiled.issues);
  const { content, hash } = compiled;
  if (current?.hash === hash) return { revision: current, changed: false };
  const nowMs = call.dependencies.clock.now();
  const author = authorOf(call.actor);
  const revision = await transaction.revision.create({
    data: {
      id: uuidv7(nowMs),
      tenantId,
      number: (current?.number ?? 0) + 1,
      hash,
      document: content as unknown as Prisma.InputJsonObject,
      message,
      publishedAt: new Date(nowMs),
      publishedById: author.userId,
      publishedByServiceAccountId: author.serviceAccountId,
    },
  });
  await call.dependencies.outbox.enqueue(transaction, { kind: "REVISION", tenantId, entityId: revision.id });
  return { revision, changed: true };
}

/**
 * Those who publish a tenant's draft, or change it as a whole, wait for each other: numbers have no gaps, and nobody
 * overwrites unseen.
 */
export async function lockTenant(transaction: Transaction, tenantId: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('perpetuo_publish'), hashtext(${tenantId}))`;
}

/** `ConflictError` when `baseRevision` is given, 0 for none, and another one is current. */
export function refuseWhenMovedOn(current: Revision | null, baseRevision: number | null | undefined): void {
  const number = current?.number ?? 0;
  if (baseRevision == null || baseRevision === number) return;
  const present = current === null ? "nothing is published yet" : `revision ${number} is current`;
  throw new ConflictError(
    `You publish over revision ${baseRevision}, but ${present}. Look at it, then publish over it.`,
  );
}

/** A tenant's newest revision; null before the first. */
export async function readCurrentRevision(
  transaction: Pick<Transaction, "revision">,
  tenantId: string,
): Promise<Revision | null> {
  return await transaction.revision.findFirst({ where: { tenantId }, orderBy: { number: "desc" } });
}
