import type { z } from "zod";
import type { Policy, Prisma } from "../../prisma/generated/client/client.ts";
import type { Limit, PolicyScope } from "../../shared/contracts/policy.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ConflictError, ValidationError } from "../api_error.ts";
import { archivedName } from "../archived_name.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { conflictWhenTaken } from "../database_conflict.ts";
import { parseInput } from "../parse_input.ts";
import { newPolicy, policyChanges } from "./policy_input.ts";
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
        const { count } = await tx.policy.updateMany({
          where: { id: policy.id, archivedAt: null, version: version ?? policy.version },
          data: { ...changes, version: { increment: 1 } },
        });
        if (count === 0) {
          throw new ConflictError("The policy was changed or archived meanwhile. Read it again, then decide.");
        }
        const updated = await tx.policy.findUniqueOrThrow({ where: { id: policy.id } });
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
export async function archivePolicy(call: Call, input: { id: string }): Promise<Policy> {
  const { actor, object: policy } = await authorizeObject(call, "policy.archive", () => findPolicy(call, input.id));
  if (policy.archivedAt !== null) return policy;
  const { db, clock } = call.dependencies;
  return await db.$transaction(async (tx) => {
    const { count } = await tx.policy.updateMany({
      where: { id: policy.id, archivedAt: null },
      data: {
        archivedAt: new Date(clock.now()),
        name: archivedName(policy.name, policy.id),
        version: { increment: 1 },
      },
    });
    if (count > 0) {
      await recordAudit(tx, { ...call, actor }, {
        action: "policy.archive",
        tenantId: policy.tenantId,
        target: { kind: "Policy", id: policy.id },
        before: summary(policy),
      });
    }
    return await tx.policy.findUniqueOrThrow({ where: { id: policy.id } });
  });
}

function findPolicy(call: Call, id: string): Promise<Policy | null> {
  return call.dependencies.db.policy.findUnique({ where: { id } });
}

async function refuseUnusable(
  tx: Transaction,
  { tenantId, scope, limits }: { tenantId: string; scope?: PolicyScope | undefined; limits?: Limit[] | undefined },
): Promise<void> {
  const issues = [
    ...(scope === undefined ? [] : await unusableScope(tx, { tenantId, scope })),
    ...(limits === undefined ? [] : await unknownAllowedProviders(tx, { tenantId, limits })),
  ];
  if (issues.length > 0) throw new ValidationError(issues);
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
