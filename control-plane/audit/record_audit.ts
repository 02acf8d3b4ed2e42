import type { Prisma } from "../../prisma/generated/client/client.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import type { Action } from "../authorization/actions.ts";
import type { KnownActor } from "../authorization/actor.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { redactSecrets } from "./redact_secrets.ts";

/** What was done, for the audit trail. */
export interface AuditEvent {
  /** What the authorization table calls it; sessions and accounts have names of their own. */
  action:
    | Action
    | "account.create"
    | "account.reset_password"
    | "audit.prune"
    | "data.export"
    | "installation.seed"
    | "session.create";
  /** Null when it belongs to no tenant. */
  tenantId: string | null;
  /** The id is null for the installation as a whole. */
  target: { kind: AuditTargetKind; id: string | null };
  /** The object's state, where there was one; secrets are redacted. */
  before?: Prisma.InputJsonObject;
  after?: Prisma.InputJsonObject;
}

export type AuditTargetKind =
  | "ApiKey"
  | "EndUserErasure"
  | "Installation"
  | "Invitation"
  | "Membership"
  | "PersonalAccessToken"
  | "Policy"
  | "Price"
  | "Project"
  | "Provider"
  | "ProviderKey"
  | "RequestLog"
  | "Revision"
  | "Route"
  | "SavedView"
  | "ServiceAccount"
  | "ServiceAccountToken"
  | "Session"
  | "Tenant"
  | "User"
  | "WebhookDelivery"
  | "WebhookEndpoint";

/** Writes an event to the audit trail, in the transaction of the change itself: both happen, or neither. */
export async function recordAudit(
  tx: Transaction,
  call: Pick<Call, "clientAddress"> & {
    actor: KnownActor;
    /** Absent where no request does it. */
    requestId?: string;
    dependencies: Pick<Call["dependencies"], "clock">;
  },
  event: AuditEvent,
): Promise<void> {
  const nowMs = call.dependencies.clock.now();
  await tx.auditEvent.create({
    data: {
      id: uuidv7(nowMs),
      ts: new Date(nowMs),
      tenantId: event.tenantId,
      actorKind: call.actor.kind,
      actorId: actorId(call.actor),
      action: event.action,
      targetKind: event.target.kind,
      targetId: event.target.id,
      before: event.before && redactSecrets(event.before),
      after: event.after && redactSecrets(event.after),
      ipAddress: call.clientAddress,
      requestId: call.requestId ?? null,
    },
    select: { id: true },
  });
}

function actorId(actor: KnownActor): string | null {
  switch (actor.kind) {
    case "user":
      return actor.userId;
    case "token":
      return actor.personalAccessTokenId;
    case "service_account":
      return actor.serviceAccountId;
    case "system":
      return null;
  }
}
