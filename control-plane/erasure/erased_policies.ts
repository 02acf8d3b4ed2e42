import type { Transaction } from "../database.ts";

/**
 * The policies whose counters lose an end user's name by an erasure; null: all of them. Of a project alone those of that
 * project, since the others count the end user in all of the tenant.
 */
export async function erasedPolicies(
  transaction: Transaction,
  { tenantId, projectId }: { tenantId: string; projectId: string | null },
): Promise<string[] | null> {
  if (projectId === null) return null;
  const policies = await transaction.policy.findMany({
    where: { tenantId, scope: { path: ["projectId"], equals: projectId } },
    select: { id: true },
  });
  return policies.map(({ id }) => id);
}
