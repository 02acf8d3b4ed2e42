import { z } from "zod";
import type { Transaction } from "../database.ts";

const list = z.array(z.record(z.string(), z.unknown()));

const draftRow = z.object({
  timeZone: z.string(),
  projects: list,
  routes: list,
  policies: list,
  providers: list,
  priceOverrides: list,
});

/** What a tenant has that is not archived, in the shape of a revision but not yet checked. */
export type Draft = z.infer<typeof draftRow>;

/** Reads a tenant's draft; null when there is no such tenant. */
export async function readDraft(transaction: Transaction, tenantId: string): Promise<Draft | null> {
  // One statement sees one state of the database: read list by list, a route could name a provider made in between.
  const rows = await transaction.$queryRaw<unknown[]>`
    SELECT t."timeZone",
      COALESCE((
        SELECT jsonb_agg(jsonb_build_object(
          'id', p."id", 'name', p."name", 'allowDirectModels', p."allowDirectModels",
          -- What is switched off says nothing to a gateway.
          'capture', CASE WHEN (p."capture"->>'enabled')::boolean THEN p."capture" END))
        FROM "Project" p WHERE p."tenantId" = t."id" AND p."archivedAt" IS NULL
      ), '[]') AS "projects",
      COALESCE((
        SELECT jsonb_agg(jsonb_build_object(
          'id', r."id", 'projectId', r."projectId", 'name', r."name",
          'aliases', COALESCE(r."aliases", '{}'), 'cache', r."cache", 'tree', r."tree"))
        FROM "Route" r JOIN "Project" p ON p."id" = r."projectId"
        WHERE r."tenantId" = t."id" AND r."archivedAt" IS NULL AND p."archivedAt" IS NULL
      ), '[]') AS "routes",
      COALESCE((
        SELECT jsonb_agg(jsonb_build_object(
          'id', y."id", 'name', y."name", 'scope', y."scope", 'limits', y."limits",
          'assumedOutputTokens', y."assumedOutputTokens", 'action', y."action", 'onLimiterLoss', y."onLimiterLoss"))
        FROM "Policy" y
        LEFT JOIN "Project" p ON p."id" = (y."scope"->>'projectId')::uuid
        LEFT JOIN "ApiKey" k ON k."id" = (y."scope"->>'apiKeyId')::uuid
        -- What no request can come from any more needs no policy.
        WHERE y."tenantId" = t."id" AND y."archivedAt" IS NULL AND p."archivedAt" IS NULL AND k."revokedAt" IS NULL
      ), '[]') AS "policies",
      COALESCE((
        SELECT jsonb_agg(jsonb_build_object(
          'id', p."id", 'name', p."name", 'kind', lower(p."kind"::text), 'baseUrl', p."baseUrl", 'settings', p."settings",
          'credentials', COALESCE((
            SELECT jsonb_agg(jsonb_build_object('credentialId', c."id", 'weight', c."weight") ORDER BY c."id")
            FROM "Credential" c WHERE c."providerId" = p."id" AND c."revokedAt" IS NULL
          ), '[]')))
        FROM "Provider" p WHERE p."tenantId" = t."id" AND p."archivedAt" IS NULL
      ), '[]') AS "providers",
      COALESCE((
        SELECT jsonb_agg(jsonb_build_object(
          'provider', o."provider", 'model', o."model",
          'inputPerMillionUsd', trim_scale(o."inputPerMillionUsd"),
          'outputPerMillionUsd', trim_scale(o."outputPerMillionUsd"),
          'cacheReadPerMillionUsd', trim_scale(o."cacheReadPerMillionUsd"),
          'cacheWritePerMillionUsd', trim_scale(o."cacheWritePerMillionUsd"),
          'tierMultipliers', o."tierMultipliers"))
        FROM "PriceOverride" o
        -- The price of a provider that is out of use waits until that is restored.
        WHERE o."tenantId" = t."id" AND o."archivedAt" IS NULL AND (o."provider" IS NULL OR EXISTS (
          SELECT 1 FROM "Provider" p
          WHERE p."tenantId" = t."id" AND p."name" = o."provider" AND p."archivedAt" IS NULL))
      ), '[]') AS "priceOverrides"
    FROM "Tenant" t WHERE t."id" = ${tenantId}::uuid`;
  return rows.length === 0 ? null : draftRow.parse(rows[0]);
}
