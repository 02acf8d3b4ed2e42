import { z } from "zod";
import type { Prisma, Revision } from "../../prisma/generated/client/client.ts";
import type { ConfigChange } from "../../shared/configuration/config_change.ts";
import { ValidationError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import type { KnownActor } from "../authorization/actor.ts";
import { authorize, isAuthorized } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { parseInput } from "../parse_input.ts";
import { replaceCredentials } from "../providers/credential_store.ts";
import { auditedChanges } from "../publishing/audited_changes.ts";
import { authorizeChanges } from "../publishing/authorize_changes.ts";
import type { ConfigWarning } from "../publishing/config_warning.ts";
import { DRAFT_TRANSACTION, lockDraft } from "../publishing/lock_draft.ts";
import { publishInput, revisionSummary } from "../publishing/publish_config.ts";
import { publishDraft, readCurrentRevision, refuseWhenMovedOn } from "../publishing/publish_draft.ts";
import { writeDraft } from "../publishing/write_draft.ts";
import { readDocument } from "./document_text.ts";
import { type DocumentPlan, planDocument } from "./plan_document.ts";

export interface ApplyInput {
  tenantId: string;
  /** The document's text, YAML or JSON. */
  document: string;
  /** Values of the variables that the document takes providers' keys from. Sealed before they are stored, never returned or logged. */
  secrets?: readonly { name: string; value: string }[] | null | undefined;
  /** Tells what would change, and changes nothing. Default false. */
  dryRun?: boolean | null | undefined;
  /** Takes out of use what the document's sections do not name. Default false. */
  prune?: boolean | null | undefined;
  /** Publishes the draft when it is changed. Default false. */
  publish?: boolean | null | undefined;
  baseRevision?: number | null | undefined;
  message?: string | null | undefined;
}

export interface AppliedConfig {
  /** What the document changes of the draft. */
  changes: ConfigChange[];
  warnings: ConfigWarning[];
  /** Whether the draft was changed: false where it was so already, and of a dry run. */
  changed: boolean;
  /** Whether a revision was made. */
  published: boolean;
  /** The revision that is current now; null before the first. */
  revision: Revision | null;
}

/**
 * Makes a tenant's draft what a document says, all of it or, where anything is wrong, nothing; publishes it where that is
 * asked for. Applying it again changes nothing.
 *
 * `ValidationError` with every problem at its path, `ConflictError` when `baseRevision` is no longer current,
 * `ForbiddenError` to whom any of the changes is forbidden. A dry run takes no more than the right to read.
 */
export async function applyConfig(call: Call, input: ApplyInput): Promise<AppliedConfig> {
  const actor = authorize(call.actor, input.dryRun ? "config.read" : "config.apply", input.tenantId);
  const values = { ...parseInput(applyInput, input), tenantId: input.tenantId };
  const { db, outbox } = call.dependencies;
  const applied = await db.$transaction(
    (transaction) => apply(transaction, { ...call, actor }, values),
    DRAFT_TRANSACTION,
  );
  outbox.poke();
  return applied;
}

const applyInput = publishInput.extend({
  document: z.string().min(1).max(1_000_000),
  secrets: z.array(z.strictObject({ name: z.string().min(1).max(128), value: z.string().min(1).max(4_096) })).max(256)
    .nullish(),
  dryRun: z.boolean().nullish(),
  prune: z.boolean().nullish(),
  publish: z.boolean().nullish(),
});

type Values = z.infer<typeof applyInput> & { tenantId: string };
type KnownCall = Call & { actor: KnownActor };

async function apply(transaction: Transaction, call: KnownCall, input: Values): Promise<AppliedConfig> {
  const { tenantId, dryRun, publish, prune } = input;
  const document = belowDocument(() => readDocument(input.document));
  // Who only looks keeps nobody waiting.
  if (!dryRun) await lockDraft(transaction, tenantId);
  const current = await readCurrentRevision(transaction, tenantId);
  refuseWhenMovedOn(current, input.baseRevision);
  const secrets = usableSecrets(call, input);
  const plan = await planDocument(transaction, call, { tenantId, document, prune: prune ?? false, secrets });
  const { changes, warnings } = plan;
  const outcome = { changes, warnings, changed: false, published: false, revision: current };
  if (dryRun) return outcome;
  authorizeChanges(call.actor, changes, tenantId);
  if (changes.length > 0) await makeChanges(transaction, call, { tenantId, plan });
  const changed = changes.length > 0;
  if (!publish) return { ...outcome, changed };
  authorize(call.actor, "config.publish", tenantId);
  const message = input.message || "Applied a document";
  const made = await publishDraft(transaction, call, { tenantId, current, message });
  if (made.changed) {
    await recordAudit(transaction, call, {
      action: "config.publish",
      tenantId,
      target: { kind: "Revision", id: made.revision.id },
      ...(current === null ? {} : { before: revisionSummary(current) }),
      after: revisionSummary(made.revision),
    });
  }
  return { ...outcome, changed, published: made.changed, revision: made.revision };
}

async function makeChanges(
  transaction: Transaction,
  call: KnownCall,
  { tenantId, plan }: { tenantId: string; plan: DocumentPlan },
): Promise<void> {
  await writeDraft(transaction, call, { tenantId, ...plan });
  for (const { providerId, apiKey } of plan.keys) {
    await replaceCredentials(transaction, call, { provider: { id: providerId, tenantId }, apiKey });
  }
  await recordAudit(transaction, call, {
    action: "config.apply",
    tenantId,
    target: { kind: "Tenant", id: tenantId },
    after: { changes: auditedChanges(plan.changes) } as Prisma.InputJsonObject,
  });
}

/** Whether a key is the present one must not be told to whoever may not set it. */
function usableSecrets({ actor }: Call, { tenantId, secrets }: Values): Map<string, string> {
  if (!isAuthorized(actor, "provider_key.update", tenantId)) return new Map();
  return new Map((secrets ?? []).map(({ name, value }) => [name, value]));
}

/** Paths of a document's problems begin at the input's root, as all paths do. */
function belowDocument<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    throw new ValidationError(error.issues.map(({ path, message }) => ({ path: ["document", ...path], message })));
  }
}
