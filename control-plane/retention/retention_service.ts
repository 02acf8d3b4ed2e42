import { z } from "zod";
import type { Tenant } from "../../prisma/generated/client/client.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import { parseInput } from "../parse_input.ts";

/**
 * Says for how many days before today a tenant's records are kept; null: as long as the installation keeps any. Longer than
 * that is refused. What is older by then is deleted within the next hour, for good.
 */
export async function setLogRetention(call: Call, input: { tenantId: string; days: number | null }): Promise<Tenant> {
  const actor = authorize(call.actor, "log_retention.update", input.tenantId);
  const { db, settings } = call.dependencies;
  const daysMax = settings.logRetentionDays;
  const { days } = parseInput(z.object({ days: z.int().min(1).max(daysMax, atMost(daysMax)).nullable() }), input);
  return await db.$transaction(async (tx) => {
    const before = await tx.tenant.findUniqueOrThrow({ where: { id: input.tenantId } });
    const updated = await tx.tenant.update({ where: { id: input.tenantId }, data: { logRetentionDays: days } });
    await recordAudit(tx, { ...call, actor }, {
      action: "log_retention.update",
      tenantId: input.tenantId,
      target: { kind: "Tenant", id: input.tenantId },
      before: { logRetentionDays: before.logRetentionDays },
      after: { logRetentionDays: days },
    });
    return updated;
  });
}

/** Days before today that a tenant's records are kept, whoever said so. */
export function logRetentionDays({ dependencies }: Call, tenant: Tenant): number {
  return Math.min(tenant.logRetentionDays ?? Infinity, dependencies.settings.logRetentionDays);
}

function atMost(days: number): string {
  return `at most ${days}: this installation keeps no record longer`;
}
