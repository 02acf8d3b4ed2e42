import { z } from "zod";
import { type Policy, policy } from "../../shared/contracts/policy.ts";
import { SpendPeriods } from "../../shared/policy/spend_period.ts";
import type { Call } from "../call.ts";

/** What gateways count a tenant's requests by: its current revision. */
export interface PublishedPolicies {
  policies: ReadonlyMap<string, Policy>;
  periods: SpendPeriods;
}

/** The policies and the calendar of a tenant's current revision, read once a request; null before the first publish. */
export function publishedPolicies(call: Call, tenantId: string): Promise<PublishedPolicies | null> {
  const ofCall = READ.get(call) ?? new Map<string, Promise<PublishedPolicies | null>>();
  READ.set(call, ofCall);
  const known = ofCall.get(tenantId) ?? read(call, tenantId);
  ofCall.set(tenantId, known);
  return known;
}

/** A page of policies asks for it once each. */
const READ = new WeakMap<Call, Map<string, Promise<PublishedPolicies | null>>>();

const revisionRow = z.object({ policies: z.array(policy), timeZone: z.string() });

async function read({ dependencies }: Call, tenantId: string): Promise<PublishedPolicies | null> {
  const rows = await dependencies.db.$queryRaw<unknown[]>`
    SELECT "document"->'policies' AS "policies", "document"->>'timeZone' AS "timeZone"
    FROM "Revision" WHERE "tenantId" = ${tenantId}::uuid ORDER BY "number" DESC LIMIT 1`;
  if (rows.length === 0) return null;
  const { policies, timeZone } = revisionRow.parse(rows[0]);
  return { policies: new Map(policies.map((one) => [one.id, one])), periods: new SpendPeriods(timeZone) };
}
