import { z } from "zod";
import type { ServiceAccount } from "../../prisma/generated/client/client.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ConflictError } from "../api_error.ts";
import { archivedName } from "../archived_name.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import { conflictWhenTaken } from "../database_conflict.ts";
import { displayNameInput, versionInput } from "../input_fields.ts";
import { revokeInvitationsBeyond } from "../invitations/revoke_invitations_beyond.ts";
import { holdMembersFor } from "../members/hold_members.ts";
import { parseInput } from "../parse_input.ts";
import { staleVersion, unlessStale } from "../stale_version.ts";

/** Service accounts of one tenant at most, beside those out of use. */
const ACCOUNTS_MAX = 100;

/** Makes an actor without a person, at most an admin. It can do nothing before it has a token. */
export async function createServiceAccount(
  call: Call,
  input: { tenantId: string; name: string; role: string },
): Promise<ServiceAccount> {
  const { tenantId } = input;
  const actor = authorize(call.actor, "service_account.create", tenantId);
  const { name, role } = parseInput(newAccount, input);
  const { db, clock } = call.dependencies;
  return await conflictWhenTaken(takenMessage(name), () =>
    db.$transaction(async (tx) => {
      await holdMembersFor(tx, actor, { action: "service_account.create", tenantId });
      if (await tx.serviceAccount.count({ where: { tenantId, archivedAt: null } }) >= ACCOUNTS_MAX) {
        throw new ConflictError(`The tenant has ${ACCOUNTS_MAX} service accounts already. Archive one first.`);
      }
      const created = await tx.serviceAccount.create({ data: { id: uuidv7(clock.now()), tenantId, name, role } });
      await recordAudit(tx, { ...call, actor }, {
        action: "service_account.create",
        tenantId,
        target: { kind: "ServiceAccount", id: created.id },
        after: summary(created),
      });
      return created;
    }));
}

export interface ServiceAccountChanges {
  id: string;
  name?: string | undefined;
  role?: string | undefined;
  /** The version that the change is based on: `ConflictError` when there is a newer one. */
  version?: number | undefined;
}

/** Renames a service account or gives it another role, which its tokens have from their next request on. */
export async function updateServiceAccount(call: Call, input: ServiceAccountChanges): Promise<ServiceAccount> {
  const { actor, object: account } = await findServiceAccount(call, "service_account.update", input.id);
  const { version, ...changes } = parseInput(accountChanges, input);
  const { db, accessChanges } = call.dependencies;
  const { id, tenantId } = account;
  const updated = await conflictWhenTaken(
    takenMessage(changes.name ?? account.name),
    () =>
      db.$transaction(async (tx) => {
        await holdMembersFor(tx, actor, { action: "service_account.update", tenantId });
        const base = version ?? account.version;
        const { count } = await tx.serviceAccount.updateMany({
          where: { id, archivedAt: null, version: base },
          data: { ...changes, version: { increment: 1 } },
        });
        const changed = await tx.serviceAccount.findUniqueOrThrow({ where: { id } });
        if (count === 0) throw staleVersion("ServiceAccount", { current: changed, base });
        await recordAudit(tx, { ...call, actor }, {
          action: "service_account.update",
          tenantId,
          target: { kind: "ServiceAccount", id },
          before: summary(account),
          after: summary(changed),
        });
        const sender = { invitedByServiceAccountId: id };
        await revokeInvitationsBeyond(tx, { ...call, actor }, { tenantId, sender, role: changed.role });
        return changed;
      }),
  );
  accessChanges.changed(id);
  return updated;
}

/** Takes a service account out of use for good: its tokens are dead at once. Archiving twice changes nothing. */
export async function archiveServiceAccount(
  call: Call,
  input: { id: string; version?: number | undefined },
): Promise<ServiceAccount> {
  const { actor, object: account } = await findServiceAccount(call, "service_account.archive", input.id);
  const version = parseInput(versionInput, input.version, ["version"]);
  const { db, clock, accessChanges } = call.dependencies;
  const { id, tenantId } = account;
  const now = new Date(clock.now());
  const archived = await db.$transaction(async (tx) => {
    await holdMembersFor(tx, actor, { action: "service_account.archive", tenantId });
    const { count } = await tx.serviceAccount.updateMany({
      where: { id, archivedAt: null, version: version ?? account.version },
      data: { archivedAt: now, name: archivedName(account.name, id), version: { increment: 1 } },
    });
    const changed = await tx.serviceAccount.findUniqueOrThrow({ where: { id } });
    if (count === 0) return unlessStale("ServiceAccount", { current: changed, version });
    await tx.serviceAccountToken.updateMany({
      where: { serviceAccountId: id, revokedAt: null },
      data: { revokedAt: now },
    });
    await recordAudit(tx, { ...call, actor }, {
      action: "service_account.archive",
      tenantId,
      target: { kind: "ServiceAccount", id },
      before: summary(account),
    });
    const sender = { invitedByServiceAccountId: id };
    await revokeInvitationsBeyond(tx, { ...call, actor }, { tenantId, sender, role: null });
    return changed;
  });
  accessChanges.changed(id);
  return archived;
}

/** A service account, if the actor may do this to it. */
export function findServiceAccount(
  call: Call,
  action: "service_account.update" | "service_account.archive" | "service_account_token.create",
  id: string,
) {
  return authorizeObject(call, action, () => call.dependencies.db.serviceAccount.findUnique({ where: { id } }));
}

const roleInput = z.enum(["ADMIN", "DEVELOPER", "VIEWER"], "ADMIN, DEVELOPER or VIEWER: owners are people");
const newAccount = z.object({ name: displayNameInput, role: roleInput });
const accountChanges = z.object({
  name: displayNameInput.optional(),
  role: roleInput.optional(),
  version: versionInput,
});

function takenMessage(name: string): string {
  return `There is a service account named '${name}' already.`;
}

function summary({ name, role }: ServiceAccount) {
  return { name, role };
}
