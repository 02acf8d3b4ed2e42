import type { z } from "zod";
import type { Policy, Prisma } from "../../prisma/generated/client/client.ts";
import { type Limit, policy as policyContract, type PolicyScope } from "../../shared/contracts/policy.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ConflictError, ValidationError, type ValidationIssue } from "../api_error.ts";
import { archivedName, restoredName } from "../archived_name.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { conflictWhenTaken } from "../database_conflict.ts";
import { type Restoring, type VersionedChange, versionInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { staleVersion, unlessStale } from "../stale_version.ts";
import { newPolicy, policyChanges, policyRestoring } from "./policy_input.ts";
import { unknownAllowedProviders, unusableScope } from "./policy_references.ts";

/**
 * Policies in use, a tenant: a request may have to be held against all of them, in one call of the ledger that every tenant's
 * requests wait for.
 */
export const POLICIES_MAX = 200;

/** `scope` and `limits` are as the contract has them, not yet checked; ids in them are UUIDs. */
export type NewPolicy =
  & { tenantId: string; scope: unknown; limits: unknown }
  & Omit<
    z.input<typeof newPolicy>,
    "scope" | "limits"
  >;

/** Adds a policy to a tenant's draft; gateways keep to it from the next publish. Names are unique, and there are 200 at most: `ConflictError`. */
export async function createPolicy(call: Call, input: NewPolicy): Promise<Policy> {
  const actor = authorize(call.actor, "policy.create", input.tenantId);
  const { tenantId } = input;
  const values = parseInput(newPolicy, input);
  const { db, clock } = call.dependencies;
  return await conflictWhenTaken(nameTaken(values.name), () =>
    db.$transaction(async (tx) => {
      await refuseTooMany(tx, tenantId);
      await refuseUnusable(tx, { tenantId, ...values });
      const policy = await tx.policy.create({ data: { id: uuidv7(clock.now()), tenantId, ...values } });
      await recordAudit(tx, { ...call, actor }, {
        action: "policy.create",
        tenantId,
        target: { kind: "Policy", id: policy.id },
        after: summary(policy),
      });
      return policy;
    }));
}

/** What is left out stays as it is; `scope`, `limits` and `warnAtPercent` are given whole. */
export type PolicyChanges =
  & { id: string; scope?: unknown; limits?: unknown }
  & Omit<
    z.input<typeof policyChanges>,
    "scope" | "limits"
  >;

/** Changes a policy of the draft. `version` is what the change is based on: `ConflictError` when there is a newer one. */
export async function updatePolicy(call: Call, input: PolicyChanges): Promise<Policy> {
  const { actor, object: policy } = await authorizeObject(call, "policy.update", () => findPolicy(call, input.id));
  const { version, ...changes } = parseInput(policyChanges, input);
  return await conflictWhenTaken(
    nameTaken(changes.name ?? policy.name),
    () =>
      call.dependencies.db.$transaction(async (tx) => {
        await refuseUnusable(tx, { tenantId: policy.tenantId, ...changes });
        const base = version ?? policy.version;
        const { count } = await tx.policy.updateMany({
          where: { id: policy.id, archivedAt: null, version: base },
          data: { ...changes, version: { increment: 1 } },
        });
        const updated = await tx.policy.findUniqueOrThrow({ where: { id: policy.id } });
        if (count === 0) throw staleVersion("Policy", { current: updated, base });
        await recordAudit(tx, { ...call, actor }, {
          action: "policy.update",
          tenantId: policy.tenantId,
          target: { kind: "Policy", id: policy.id },
          before: summary(policy),
          after: summary(updated),
        });
        return updated;
      }),
  );
}

/** Takes a policy out of the draft; gateways keep to it until the next publish. */
export async function archivePolicy(call: Call, input: VersionedChange): Promise<Policy> {
  const { actor, object: policy } = await authorizeObject(call, "policy.archive", () => findPolicy(call, input.id));
  if (policy.archivedAt !== null) return policy;
  const version = parseInput(versionInput, input.version, ["version"]);
  const { db, clock } = call.dependencies;
  return await db.$transaction(async (tx) => {
    const { count } = await tx.policy.updateMany({
      where: { id: policy.id, archivedAt: null, version },
      data: {
        archivedAt: new Date(clock.now()),
        name: archivedName(policy.name, policy.id),
        version: { increment: 1 },
      },
    });
    const archived = await tx.policy.findUniqueOrThrow({ where: { id: policy.id } });
    if (count === 0) return unlessStale("Policy", { current: archived, version });
    await recordAudit(tx, { ...call, actor }, {
      action: "policy.archive",
      tenantId: policy.tenantId,
      target: { kind: "Policy", id: policy.id },
      before: summary(policy),
    });
    return archived;
  });
}

/**
 * Takes an archived policy back into the draft, under its old name unless another is given. `ConflictError` when that is taken,
 * when there are too many, or when whom it counts or what it allows is out of use.
 */
export async function restorePolicy(call: Call, input: Restoring): Promise<Policy> {
  const { actor, object: policy } = await authorizeObject(call, "policy.restore", () => findPolicy(call, input.id));
  if (policy.archivedAt === null) return policy;
  const { version, name = restoredName(policy.name, policy.id) } = parseInput(policyRestoring, input);
  return await conflictWhenTaken(
    `${nameTaken(name)} Restore this one under another name.`,
    () =>
      call.dependencies.db.$transaction(async (tx) => {
        await refuseTooMany(tx, policy.tenantId);
        await refuseLost(tx, policy);
        const { count } = await tx.policy.updateMany({
          where: { id: policy.id, archivedAt: { not: null }, version },
          data: { archivedAt: null, name, version: { increment: 1 } },
        });
        const restored = await tx.policy.findUniqueOrThrow({ where: { id: policy.id } });
        if (count === 0) return unlessStale("Policy", { current: restored, version });
        await recordAudit(tx, { ...call, actor }, {
          action: "policy.restore",
          tenantId: policy.tenantId,
          target: { kind: "Policy", id: policy.id },
          after: summary(restored),
        });
        return restored;
      }),
  );
}

function findPolicy(call: Call, id: string): Promise<Policy | null> {
  return call.dependencies.db.policy.findUnique({ where: { id } });
}

async function refuseUnusable(tx: Transaction, named: Named): Promise<void> {
  const issues = await unusable(tx, named);
  if (issues.length > 0) throw new ValidationError(issues);
}

/** A policy that is archived cannot be changed: what it lacks must be there first. */
async function refuseLost(tx: Transaction, { tenantId, scope, limits }: Policy): Promise<void> {
  const shape = policyContract.pick({ scope: true, limits: true });
  const issues = await unusable(tx, { tenantId, ...shape.parse({ scope, limits }) });
  if (issues.length === 0) return;
  const problems = issues.map(({ message }) => message).join(", ");
  throw new ConflictError(`The policy cannot be restored as it is: ${problems}.`);
}

interface Named {
  tenantId: string;
  scope?: PolicyScope | undefined;
  limits?: Limit[] | undefined;
}

/** What a policy names and the tenant does not have in use. */
async function unusable(tx: Transaction, { tenantId, scope, limits }: Named): Promise<ValidationIssue[]> {
  return [
    ...(scope === undefined ? [] : await unusableScope(tx, { tenantId, scope })),
    ...(limits === undefined ? [] : await unknownAllowedProviders(tx, { tenantId, limits })),
  ];
}

async function refuseTooMany(tx: Transaction, tenantId: string): Promise<void> {
  // Held until the end: two at once must not both be the last one.
  await tx.$queryRaw`SELECT "id" FROM "Tenant" WHERE "id" = ${tenantId}::uuid FOR NO KEY UPDATE`;
  if (await tx.policy.count({ where: { tenantId, archivedAt: null } }) < POLICIES_MAX) return;
  throw new ConflictError(`The tenant has ${POLICIES_MAX} policies already. Archive one first.`);
}

function summary(policy: Policy): Prisma.InputJsonObject {
  const { name, scope, limits, action, onLimiterLoss, assumedOutputTokens, warnAtPercent } = policy;
  return {
    name,
    scope: scope as Prisma.InputJsonObject,
    limits: limits as Prisma.InputJsonArray,
    action,
    onLimiterLoss,
    assumedOutputTokens,
    warnAtPercent,
  };
}

function nameTaken(name: string): string {
  return `There is a policy named '${name}' already.`;
}
