import type { BodyLoss } from "../../prisma/generated/client/client.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";

/** Losses that are given at most. */
const LOSSES_MAX = 500;

/** What was lost of a tenant's bodies within the last 90 days, the latest first: a process and a reason each. */
export async function listBodyLosses(call: Call, tenantId: string): Promise<BodyLoss[]> {
  authorize(call.actor, "request_log.read", tenantId);
  return await call.dependencies.db.bodyLoss.findMany({
    where: { tenantId },
    orderBy: [{ updatedAt: "desc" }, { instance: "asc" }, { reason: "asc" }],
    take: LOSSES_MAX,
  });
}
