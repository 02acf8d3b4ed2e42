import { z } from "zod";
import type { Prisma, Revision } from "../../prisma/generated/client/client.ts";
import type { ConfigChange } from "../../shared/configuration/config_change.ts";
import { diffConfig } from "../../shared/configuration/diff_config.ts";
import { type ConfigContent, configContent } from "../../shared/contracts/config_revision.ts";
import type { Policy } from "../../shared/contracts/policy.ts";
import { priceBookDigest } from "../../shared/pricing/price_version.ts";
import { ValidationError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import type { KnownActor } from "../authorization/actor.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { parseInput } from "../parse_input.ts";
import { authorizeChanges } from "./authorize_changes.ts";
import { auditedChanges } from "./audited_changes.ts";
import { compileTenant } from "./config_version.ts";
import { type ConfigWarning, keylessProjects, keylessProviders, lostKeys } from "./config_warning.ts";
import { type DraftRows, type Leaving, leavingRows, readDraftRows } from "./draft_rows.ts";
import { DRAFT_TRANSACTION, lockDraft } from "./lock_draft.ts";
import { publishInput, revisionSummary } from "./publish_config.ts";
import { publishDraft, readCurrentRevision, refuseWhenMovedOn } from "./publish_draft.ts";
import { erasedObjects, rollbackTarget } from "./rollback_target.ts";
import { writeDraft } from "./write_draft.ts";

export interface RollbackInput {
  tenantId: string;
  /** The number of the revision whose content comes back. */
  toRevision: number;
  /** The number of the revision that is current as far as the caller knows. */
  baseRevision?: number | null | undefined;
  message?: string | null | undefined;
  /** Goes on although keys are lost, or a provider is left without any. Default false. */
  force?: boolean | null | undefined;
  /** Tells what would happen, and changes nothing. Default false. */
  dryRun?: boolean | null | undefined;
}

export interface RolledBackConfig {
  /** The revision that is current now; null before one, where nothing was done. */
  revision: Revision | null;
  /** False where nothing was published: the content was the present one already, or it was a dry run. */
  changed: boolean;
  /** What gateways are told anew. */
  changes: ConfigChange[];
  /** Unpublished changes of the draft, which are lost. */
  discarded: ConfigChange[];
  warnings: ConfigWarning[];
}

/**
 * Makes a tenant's draft what a revision said, and publishes it as the next one: gateways serve the old content under a new
 * number. Revoked keys stay revoked, keys that came since stay, and prices are reckoned by today's price book.
 *
 * `ValidationError` where something was erased, and without `force` where keys would be lost or a provider have none;
 * `ConflictError` when `baseRevision` is no longer current; `ForbiddenError` to whom any of the changes is forbidden.
 */
export async function rollbackConfig(call: Call, input: RollbackInput): Promise<RolledBackConfig> {
  const actor = authorize(call.actor, "config.rollback", input.tenantId);
  const values = { ...parseInput(rollbackInput, input), tenantId: input.tenantId };
  const { db, outbox } = call.dependencies;
  const done = await db.$transaction(
    (transaction) => rollBack(transaction, { ...call, actor }, values),
    DRAFT_TRANSACTION,
  );
  outbox.poke();
  return done;
}

const rollbackInput = publishInput.extend({
  toRevision: z.int().min(1).max(2_147_483_647),
  force: z.boolean().nullish(),
  dryRun: z.boolean().nullish(),
});

interface RollbackPlan {
  current: Revision;
  rows: DraftRows;
  present: ConfigContent;
  target: ConfigContent;
  leaving: Leaving;
  discarded: ConfigChange[];
  warnings: ConfigWarning[];
  /** Those among them that take more than a look. */
  grave: ConfigWarning[];
}

async function rollBack(
  transaction: Transaction,
  call: Call & { actor: KnownActor },
  input: z.infer<typeof rollbackInput> & { tenantId: string },
): Promise<RolledBackConfig> {
  const { tenantId, toRevision, dryRun, force } = input;
  await lockDraft(transaction, tenantId);
  const plan = await planRollback(transaction, input);
  const { current, discarded, warnings } = plan;
  authorizeChanges(call.actor, diffConfig(plan.present, plan.target), tenantId);
  const planned = { revision: current, discarded, warnings };
  const published = configContent.parse(current.document);
  if (dryRun) return { ...planned, changed: false, changes: diffConfig(published, plan.target) };
  if (!force && plan.grave.length > 0) throw new ValidationError(plan.grave.map(asIssue));
  await writeDraft(transaction, call, { tenantId, ...plan });
  const message = input.message || `Back to revision ${toRevision}`;
  const { revision, changed } = await publishDraft(transaction, call, { tenantId, current, message });
  const changes = diffConfig(published, configContent.parse(revision.document));
  if (changed || discarded.length > 0) {
    await recordAudit(transaction, call, {
      action: "config.rollback",
      tenantId,
      target: { kind: "Revision", id: revision.id },
      before: revisionSummary(current),
      after: {
        ...revisionSummary(revision),
        toRevision,
        force: force ?? false,
        changes: auditedChanges(changes),
        discarded: auditedChanges(discarded),
      } as Prisma.InputJsonObject,
    });
  }
  return { ...planned, revision, changed, changes };
}

async function planRollback(
  transaction: Transaction,
  { tenantId, toRevision, baseRevision }: {
    tenantId: string;
    toRevision: number;
    baseRevision?: number | null | undefined;
  },
): Promise<RollbackPlan> {
  const current = await readCurrentRevision(transaction, tenantId);
  refuseWhenMovedOn(current, baseRevision);
  const wanted = await transaction.revision.findUnique({
    where: { tenantId_number: { tenantId, number: toRevision } },
  });
  if (current === null || wanted === null) {
    throw new ValidationError([{ path: ["toRevision"], message: `there is no revision ${toRevision}` }]);
  }
  const rows = await readDraftRows(transaction, tenantId);
  const content = { ...configContent.parse(wanted.document), priceBookDigest };
  const erased = erasedObjects(content, rows);
  if (erased.length > 0) throw new ValidationError(erased);
  const target = rollbackTarget(content, rows);
  const draft = (await compileTenant(transaction, tenantId)).content;
  // A draft that nobody can read is no reason against one that served.
  const present = draft ?? { ...target, timeZone: "", ...NOTHING };
  const leaving = leavingRows(rows, target);
  const hadKeys = new Set(content.providers.filter(({ credentials }) => credentials.length > 0).map(({ id }) => id));
  const keyless = keylessProviders(target.providers).filter(({ subject }) => hadKeys.has(subject.id!));
  const grave = [...lostKeys(rows, leaving), ...keyless];
  return {
    current,
    rows,
    present,
    target,
    leaving,
    discarded: draft === null ? [] : unpublished(current, draft),
    grave,
    warnings: [...grave, ...keylessProjects(rows, target), ...await leftOutPolicies(transaction, tenantId, target)],
  };
}

const NOTHING = { projects: [], routes: [], policies: [], providers: [], priceOverrides: [] };

function unpublished(current: Revision, draft: ConfigContent): ConfigChange[] {
  return diffConfig(configContent.parse(current.document), draft).filter(({ aspect }) => aspect !== "price_book");
}

/** Policies for keys that are revoked: gateways are not told of them. */
async function leftOutPolicies(
  transaction: Transaction,
  tenantId: string,
  { policies }: ConfigContent,
): Promise<ConfigWarning[]> {
  const keyOf = ({ scope }: Policy) => scope.type === "api_key" ? scope.apiKeyId : undefined;
  const wanted = policies.map(keyOf).filter((id) => id !== undefined);
  if (wanted.length === 0) return [];
  const where = { tenantId, id: { in: wanted }, revokedAt: { not: null } };
  const revoked = new Set((await transaction.apiKey.findMany({ where, select: { id: true } })).map(({ id }) => id));
  return policies.filter((policy) => revoked.has(keyOf(policy) ?? "")).map(({ id, name }) => ({
    code: "policy_left_out",
    subject: { type: "policy", id, name, project: null },
    sentence: `The policy '${name}' is for an API key that is revoked: gateways are not told of it.`,
  }));
}

function asIssue({ subject, sentence }: ConfigWarning) {
  return {
    path: [`${subject.type}s`, subject.name],
    message: `${sentence} Say 'force' to roll back all the same.`,
  };
}
