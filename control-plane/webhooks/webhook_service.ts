import type { WebhookEndpoint } from "../../prisma/generated/client/client.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ConflictError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { graceHoursInput, type VersionedChange, versionInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { staleVersion, unlessStale } from "../stale_version.ts";
import { newWebhookInput, webhookChangesInput } from "./webhook_input.ts";
import { createWebhookSecret, webhookSecretContext } from "./webhook_secret.ts";

/** Endpoints in use, a tenant. */
const ENDPOINTS_MAX = 16;
const HOUR_MS = 3_600_000;

/** An endpoint and, this once, the secret that signs what it is sent. */
export interface EndpointWithSecret {
  endpoint: WebhookEndpoint;
  secret: string;
}

/** Adds an endpoint with a secret of its own, which is sealed before it is stored. */
export async function createWebhookEndpoint(
  call: Call,
  input: { tenantId: string; url: string; description?: string | null; events: string[] },
): Promise<EndpointWithSecret> {
  const { tenantId } = input;
  const actor = authorize(call.actor, "webhook.create", tenantId);
  const values = parseInput(newWebhookInput(call.dependencies.addressPolicy), input);
  const { db, clock, vault } = call.dependencies;
  const id = uuidv7(clock.now());
  const secret = createWebhookSecret();
  const sealed = await vault.seal(secret, webhookSecretContext(tenantId, id));
  const endpoint = await db.$transaction(async (tx) => {
    await refuseTooMany(tx, tenantId);
    const created = await tx.webhookEndpoint.create({ data: { id, tenantId, ...values, ...sealed } });
    await recordAudit(tx, { ...call, actor }, {
      action: "webhook.create",
      tenantId,
      target: { kind: "WebhookEndpoint", id },
      after: summary(created),
    });
    return created;
  });
  return { endpoint, secret };
}

export interface WebhookChanges {
  id: string;
  url?: string | undefined;
  description?: string | null | undefined;
  events?: string[] | undefined;
  active?: boolean | undefined;
  version?: number | undefined;
}

/** Changes where events go, which ones, or whether any do. What is left out stays as it is. */
export async function updateWebhookEndpoint(call: Call, input: WebhookChanges): Promise<WebhookEndpoint> {
  const { actor, object: endpoint } = await findEndpoint(call, "webhook.update", input.id);
  const { version, ...changes } = parseInput(webhookChangesInput(call.dependencies.addressPolicy), input);
  return await call.dependencies.db.$transaction(async (tx) => {
    const updated = await change(tx, endpoint, { version, data: changes });
    await recordAudit(tx, { ...call, actor }, {
      action: "webhook.update",
      tenantId: endpoint.tenantId,
      target: { kind: "WebhookEndpoint", id: endpoint.id },
      before: summary(endpoint),
      after: summary(updated),
    });
    return updated;
  });
}

/** Gives an endpoint a new secret; the one before signs too for `graceHours` (default 24), and any older one no more. */
export async function rotateWebhookSecret(
  call: Call,
  input: VersionedChange & { graceHours?: number | undefined },
): Promise<EndpointWithSecret> {
  const { actor, object: endpoint } = await findEndpoint(call, "webhook.rotate", input.id);
  const version = parseInput(versionInput, input.version, ["version"]) ?? endpoint.version;
  const graceHours = parseInput(graceHoursInput, input.graceHours, ["graceHours"]);
  const { db, clock, vault } = call.dependencies;
  const secret = createWebhookSecret();
  const sealed = await vault.seal(secret, webhookSecretContext(endpoint.tenantId, endpoint.id));
  const previous = graceHours === 0
    ? { previousCiphertext: null, previousWrappedKey: null, previousMasterKeyId: null, previousUntil: null }
    : {
      previousCiphertext: endpoint.ciphertext,
      previousWrappedKey: endpoint.wrappedKey,
      previousMasterKeyId: endpoint.masterKeyId,
      previousUntil: new Date(clock.now() + graceHours * HOUR_MS),
    };
  const rotated = await db.$transaction(async (tx) => {
    // Of two rotations at once only one may hand out a secret.
    const updated = await change(tx, endpoint, { version, data: { ...sealed, ...previous } });
    await recordAudit(tx, { ...call, actor }, {
      action: "webhook.rotate",
      tenantId: endpoint.tenantId,
      target: { kind: "WebhookEndpoint", id: endpoint.id },
      after: { graceHours },
    });
    return updated;
  });
  return { endpoint: rotated, secret };
}

/** Takes an endpoint out of use for good: what it was owed is not sent any more. Archiving twice changes nothing. */
export async function archiveWebhookEndpoint(call: Call, input: VersionedChange): Promise<WebhookEndpoint> {
  const { actor, object: endpoint } = await findEndpoint(call, "webhook.archive", input.id);
  if (endpoint.archivedAt !== null) return endpoint;
  const version = parseInput(versionInput, input.version, ["version"]);
  const { db, clock } = call.dependencies;
  const now = new Date(clock.now());
  return await db.$transaction(async (tx) => {
    const { count } = await tx.webhookEndpoint.updateMany({
      where: { id: endpoint.id, archivedAt: null, version },
      data: { archivedAt: now, active: false, version: { increment: 1 } },
    });
    const archived = await tx.webhookEndpoint.findUniqueOrThrow({ where: { id: endpoint.id } });
    if (count === 0) return unlessStale("WebhookEndpoint", { current: archived, version });
    await tx.webhookDelivery.updateMany({
      where: { endpointId: endpoint.id, state: "PENDING" },
      data: { state: "CANCELLED", nextAttemptAt: null, finishedAt: now },
    });
    await recordAudit(tx, { ...call, actor }, {
      action: "webhook.archive",
      tenantId: endpoint.tenantId,
      target: { kind: "WebhookEndpoint", id: endpoint.id },
      before: summary(endpoint),
    });
    return archived;
  });
}

/** The endpoint, if the actor may do this to it. */
export function findEndpoint(
  call: Call,
  action: "webhook.update" | "webhook.rotate" | "webhook.archive" | "webhook.test",
  id: string,
) {
  return authorizeObject(call, action, () => call.dependencies.db.webhookEndpoint.findUnique({ where: { id } }));
}

async function change(
  tx: Transaction,
  endpoint: WebhookEndpoint,
  { version, data }: { version: number | undefined; data: Parameters<typeof tx.webhookEndpoint.updateMany>[0]["data"] },
): Promise<WebhookEndpoint> {
  const base = version ?? endpoint.version;
  const { count } = await tx.webhookEndpoint.updateMany({
    where: { id: endpoint.id, archivedAt: null, version: base },
    data: { ...data, version: { increment: 1 } },
  });
  const changed = await tx.webhookEndpoint.findUniqueOrThrow({ where: { id: endpoint.id } });
  if (count === 0) throw staleVersion("WebhookEndpoint", { current: changed, base });
  return changed;
}

async function refuseTooMany(tx: Transaction, tenantId: string): Promise<void> {
  // Held until the end: two at once must not both be the last one.
  await tx.$queryRaw`SELECT "id" FROM "Tenant" WHERE "id" = ${tenantId}::uuid FOR NO KEY UPDATE`;
  if (await tx.webhookEndpoint.count({ where: { tenantId, archivedAt: null } }) < ENDPOINTS_MAX) return;
  throw new ConflictError(`The tenant has ${ENDPOINTS_MAX} endpoints already. Archive one first.`);
}

function summary({ url, description, events, active }: WebhookEndpoint) {
  return { url, description, events, active };
}
