import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { sameJson } from "../../shared/configuration/config_change.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { priceKey } from "./draft_rows.ts";
import type { DraftChange } from "./write_draft.ts";

/** Makes a tenant's own prices what a draft is to have: one in use for each provider and model. */
export async function writePrices(
  transaction: Transaction,
  { dependencies: { clock } }: Call,
  { tenantId, rows, present, target, leaving }: Pick<
    DraftChange,
    "tenantId" | "rows" | "present" | "target" | "leaving"
  >,
): Promise<void> {
  const now = new Date(clock.now());
  if (leaving.prices.length > 0) {
    await transaction.priceOverride.updateMany({
      where: { id: { in: leaving.prices } },
      data: { archivedAt: now, version: { increment: 1 } },
    });
  }
  const ids = new Map(rows.prices.map((price) => [priceKey(price), price.id]));
  const before = new Map(present.priceOverrides.map((price) => [priceKey(price), price]));
  const written = target.priceOverrides
    .filter((price) => !sameJson(before.get(priceKey(price)), price))
    .map((price) => ({ id: ids.get(priceKey(price)) ?? uuidv7(clock.now()), ...price }));
  if (written.length === 0) return;
  await transaction.$executeRaw`
    INSERT INTO "PriceOverride" AS t ("id", "tenantId", "provider", "model", "inputPerMillionUsd", "outputPerMillionUsd",
      "cacheReadPerMillionUsd", "cacheWritePerMillionUsd", "tierMultipliers", "createdAt", "updatedAt")
    SELECT x."id", ${tenantId}::uuid, x."provider", x."model", x."inputPerMillionUsd", x."outputPerMillionUsd",
      x."cacheReadPerMillionUsd", x."cacheWritePerMillionUsd", x."tierMultipliers", ${now}::timestamptz, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(written)}::jsonb) AS x("id" uuid, "provider" text, "model" text,
      "inputPerMillionUsd" numeric, "outputPerMillionUsd" numeric, "cacheReadPerMillionUsd" numeric,
      "cacheWritePerMillionUsd" numeric, "tierMultipliers" jsonb)
    ON CONFLICT ("id") DO UPDATE SET "inputPerMillionUsd" = EXCLUDED."inputPerMillionUsd",
      "outputPerMillionUsd" = EXCLUDED."outputPerMillionUsd",
      "cacheReadPerMillionUsd" = EXCLUDED."cacheReadPerMillionUsd",
      "cacheWritePerMillionUsd" = EXCLUDED."cacheWritePerMillionUsd", "tierMultipliers" = EXCLUDED."tierMultipliers",
      "archivedAt" = NULL, "updatedAt" = ${now}::timestamptz, "version" = t."version" + 1`;
}
