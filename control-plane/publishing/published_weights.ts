import { z } from "zod";
import type { Transaction } from "../database.ts";

const rows = z.array(z.object({ credentialId: z.string(), weight: z.number() }));

/** The weights that a tenant's newest revision gives a provider's credentials, by their ids; none before the first. */
export async function publishedWeights(
  transaction: Transaction,
  provider: { id: string; tenantId: string },
): Promise<Map<string, number>> {
  // Only the few numbers that are wanted leave the database, and not the whole document.
  const found = await transaction.$queryRaw<unknown[]>`
    SELECT c->>'credentialId' AS "credentialId", (c->'weight')::float8 AS "weight"
    FROM (
      SELECT "document" FROM "Revision" WHERE "tenantId" = ${provider.tenantId}::uuid ORDER BY "number" DESC LIMIT 1
    ) r
    CROSS JOIN jsonb_array_elements(r."document"->'providers') p
    CROSS JOIN jsonb_array_elements(p->'credentials') c
    WHERE p->>'id' = ${provider.id}`;
  return new Map(rows.parse(found).map(({ credentialId, weight }) => [credentialId, weight]));
}
