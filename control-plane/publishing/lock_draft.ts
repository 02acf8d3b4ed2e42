import { Prisma } from "../../prisma/generated/client/client.ts";
import type { Transaction } from "../database.ts";
import { lockTenant } from "./publish_draft.ts";

/**
 * Keeps a tenant's draft as it is until the transaction ends, but for its own changes: what others change meanwhile waits,
 * and so does what they make.
 */
export async function lockDraft(transaction: Transaction, tenantId: string): Promise<void> {
  await lockTenant(transaction, tenantId);
  // Rows before the tenant: others too hold their project or provider first, and the tenant when they make something.
  for (const table of ["Project", "Provider", "Route", "Policy", "PriceOverride"]) {
    await transaction.$executeRaw`
      SELECT 1 FROM ${Prisma.raw(`"${table}"`)} WHERE "tenantId" = ${tenantId}::uuid ORDER BY "id" FOR NO KEY UPDATE`;
  }
  await transaction.$executeRaw`SELECT 1 FROM "Tenant" WHERE "id" = ${tenantId}::uuid FOR UPDATE`;
}

/** How long a change of a whole draft may wait for its turn, and take, in milliseconds. */
export const DRAFT_TRANSACTION = { maxWait: 10_000, timeout: 30_000 } as const;
