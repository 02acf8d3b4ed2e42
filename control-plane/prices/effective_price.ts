import { z } from "zod";
import type { Prisma } from "../../prisma/generated/client/client.ts";
import { revisionProvider } from "../../shared/contracts/config_revision.ts";
import { type PriceOverride, priceOverride } from "../../shared/contracts/price.ts";
import { type EffectivePrice, PriceBook, type PricedUse } from "../../shared/pricing/price_book.ts";
import { ValidationError } from "../api_error.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import { contractKind } from "../providers/provider_input.ts";
import { storedSettings } from "../providers/settings_input.ts";
import { priceOf } from "./price_row.ts";

export interface EffectivePriceQuestion {
  tenantId: string;
  /** The provider's name. */
  provider: string;
  model: string;
  /** As gateways reckon now, by the current revision, and not as the draft has it. */
  published: boolean;
}

/**
 * What a model of a provider costs, reckoned as gateways reckon it; null when it has no known price, or nothing is published.
 * `ValidationError` when there is no such provider.
 */
export async function effectivePrice(call: Call, question: EffectivePriceQuestion): Promise<EffectivePrice | null> {
  authorize(call.actor, "price.read", question.tenantId);
  const { model } = question;
  if (model === "" || model.length > MODEL_MAX || model.includes("\0")) {
    throw new ValidationError([{ path: ["model"], message: `1 to ${MODEL_MAX} characters` }]);
  }
  const known = question.published ? await readPublished(call, question) : await readDraft(call, question);
  if (known === null) return null;
  if (known.provider === null) {
    const message = `there is no provider named '${question.provider}'`;
    throw new ValidationError([{ path: ["provider"], message }]);
  }
  const { provider, overrides } = known;
  return book.effectivePrice({ provider, model, modelServed: null, atMs: call.dependencies.clock.now() }, overrides);
}

/** Remembers what it looked up; bounded by itself. */
const book = new PriceBook();

const MODEL_MAX = 256;

interface KnownPrices {
  provider: PricedUse["provider"] | null;
  overrides: PriceOverride[];
}

async function readDraft(
  { dependencies: { db } }: Call,
  { tenantId, provider: name, model }: EffectivePriceQuestion,
): Promise<KnownPrices> {
  const [provider, rows] = await Promise.all([
    db.provider.findFirst({ where: { tenantId, name, archivedAt: null } }),
    db.priceOverride.findMany({ where: { tenantId, model, archivedAt: null } }),
  ]);
  const overrides = rows.map(priceOf);
  if (provider === null) return { provider, overrides };
  const { kind, baseUrl } = provider;
  const settings = storedSettings(provider) ?? undefined;
  return { provider: { kind: contractKind(kind), name, baseUrl, settings }, overrides };
}

const revisionRow = z.object({ providers: z.array(revisionProvider), priceOverrides: z.array(priceOverride) });

async function readPublished(
  { dependencies: { db } }: Call,
  { tenantId, provider: name }: EffectivePriceQuestion,
): Promise<KnownPrices | null> {
  const rows = await db.$queryRaw<Prisma.JsonValue[]>`
    SELECT "document"->'providers' AS "providers", "document"->'priceOverrides' AS "priceOverrides"
    FROM "Revision" WHERE "tenantId" = ${tenantId}::uuid ORDER BY "number" DESC LIMIT 1`;
  if (rows.length === 0) return null;
  const { providers, priceOverrides } = revisionRow.parse(rows[0]);
  return { provider: providers.find((provider) => provider.name === name) ?? null, overrides: priceOverrides };
}
