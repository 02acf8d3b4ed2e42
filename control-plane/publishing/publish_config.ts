import { z } from "zod";
import type { Revision } from "../../prisma/generated/client/client.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import { parseInput } from "../parse_input.ts";
import {
  lockTenant,
  publishDraft,
  type PublishedConfig,
  readCurrentRevision,
  refuseWhenMovedOn,
} from "./publish_draft.ts";

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
  const { tenantId } = input;
  const { message, baseRevision } = parseInput(publishInput, input);
  const { db, outbox } = call.dependencies;
  const published = await db.$transaction(async (transaction) => {
    await lockTenant(transaction, tenantId);
    const current = await readCurrentRevision(transaction, tenantId);
    refuseWhenMovedOn(current, baseRevision);
    const made = await publishDraft(transaction, { ...call, actor }, { tenantId, current, message: message || null });
    if (made.changed) {
      await recordAudit(transaction, { ...call, actor }, {
        action: "config.publish",
        tenantId,
        target: { kind: "Revision", id: made.revision.id },
        ...(current === null ? {} : { before: revisionSummary(current) }),
        after: revisionSummary(made.revision),
      });
    }
    return made;
  });
  if (published.changed) outbox.poke();
  return published;
}

/** What all that publish take. */
export const publishInput = z.object({
  message: z.string().trim().max(500).nullish(),
  baseRevision: z.int().min(0).nullish(),
});

/** A revision as the audit trail shows it. */
export function revisionSummary({ number, hash, message }: Revision) {
  return { number, hash, message };
}
