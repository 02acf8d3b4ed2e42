import { z } from "zod";
import type { Prisma, Revision } from "../../prisma/generated/client/client.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { priceBookDigest } from "../../shared/pricing/price_version.ts";
import { ConflictError, NotFoundError, ValidationError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { parseInput } from "../parse_input.ts";
import { type CompiledDraft, compileDraft } from "./compile.ts";
import { readDraft } from "./draft.ts";

export interface PublishedConfig {
  revision: Revision;
  /** False when the draft equals the current revision: then that one is returned, and nothing was written. */
  changed: boolean;
}

/**
 * Publishes a tenant's draft as its next revision. `message` says why, for those who read the history; at most 500
 * characters. `baseRevision` is the number of the revision that the publisher looked at, 0 for none.
 *
 * A draft equal to the current revision makes none: a number always stands for a change, and a script may publish as
 * often as it likes. Throws `ConflictError` when `baseRevision` is no longer current, `ValidationError` for a draft that
 * cannot be served.
 */
export async function publishConfig(
  call: Call,
  input: { tenantId: string; message?: string | null; baseRevision?: number | null },
): Promise<PublishedConfig> {
  const actor = authorize(call.actor, "config.publish", input.tenantId);
  const { message, baseRevision } = parseInput(publishConfigInput, input);
  const { db, outbox } = call.dependencies;
  const published = await db.$transaction(async (transaction) => {
    await lockTenant(transaction, input.tenantId);
    const current = await readCurrentRevision(transaction, input.tenantId);
    refuseWhenMovedOn(current, baseRevision);
    const { content, hash } = await compile(transaction, input.tenantId);
    if (current?.hash === hash) return { revision: current, changed: false };
    const revision = await insertRevision(transaction, call, {
      tenantId: input.tenantId,
      number: (current?.number ?? 0) + 1,
      hash,
      document: content as unknown as Prisma.InputJsonObject,
      message: message || null,
      publishedById: actor.kind === "system" ? null : actor.userId,
    });
    await recordAudit(transaction, { ...call, actor }, auditOf(current, revision));
    await outbox.enqueue(transaction, {
      kind: "REVISION",
      tenantId: input.tenantId,
      entityId: revision.id,
    });
    return { revision, changed: true };
  });
  if (published.changed) outbox.poke();
  return published;
}

/** A tenant's newest revision; null before the first. */
export async function readCurrentRevision(
  transaction: Pick<Transaction, "revision">,
  tenantId: string,
): Promise<Revision | null> {
  return await transaction.revision.findFirst({ where: { tenantId }, orderBy: { number: "desc" } });
}

const publishConfigInput = z.object({
  message: z.string().trim().max(500).nullish(),
  baseRevision: z.int().min(0).nullish(),
});

/** Publishers of one tenant wait for each other, so that numbers have no gaps and nobody overwrites unseen. */
async function lockTenant(transaction: Transaction, tenantId: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('perpetuo_publish'), hashtext(${tenantId}))`;
}

function refuseWhenMovedOn(current: Revision | null, baseRevision: number | null | undefined): void {
  const number = current?.number ?? 0;
  if (baseRevision == null || baseRevision === number) return;
  const present = current === null ? "nothing is published yet" : `revision ${number} is current`;
  throw new ConflictError(
    `You publish over revision ${baseRevision}, but ${present}. Look at it, then publish over it.`,
  );
}

async function compile(
  transaction: Transaction,
  tenantId: string,
): Promise<Extract<CompiledDraft, { state: "compiled" }>> {
  const draft = await readDraft(transaction, tenantId);
  if (draft === null) throw new NotFoundError();
  const compiled = compileDraft(draft, { tenantId, priceBookDigest });
  if (compiled.state === "invalid") throw new ValidationError(compiled.issues);
  return compiled;
}

async function insertRevision(
  transaction: Transaction,
  { dependencies: { clock } }: Call,
  data: Omit<Prisma.RevisionUncheckedCreateInput, "id" | "publishedAt">,
): Promise<Revision> {
  const nowMs = clock.now();
  return await transaction.revision.create({ data: { ...data, id: uuidv7(nowMs), publishedAt: new Date(nowMs) } });
}

function auditOf(current: Revision | null, revision: Revision) {
  const summary = ({ number, hash, message }: Revision) => ({ number, hash, message });
  return {
    action: "config.publish" as const,
    tenantId: revision.tenantId,
    target: { kind: "Revision" as const, id: revision.id },
    ...(current === null ? {} : { before: summary(current) }),
    after: summary(revision),
  };
}
