import { z } from "zod";
import { type PriceOverride, priceOverride } from "../../shared/contracts/price.ts";
import { type RevisionProvider, revisionProvider } from "../../shared/contracts/config_revision.ts";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { PriceBook } from "../../shared/pricing/price_book.ts";
import { type TokenCostPart, tokenCostParts } from "../../shared/pricing/token_rates.ts";
import type { Call } from "../call.ts";
import { loadRevision } from "./log_relations.ts";

/** What a request cost, part by part; the parts add up to the cost that was recorded, or there are none. */
export interface CostBreakdown {
  items: TokenCostPart[];
  /** Whose prices they are; null where there are no parts. */
  source: "override" | "list" | null;
  /** The service tier's multiplier on the whole price, 1 for the standard one. */
  multiplier: number;
  /** Why the parts are not known; null when they are. */
  unknownBecause: CostUnknown | null;
}

/**
 * - `UNPRICED`: the model has no known price · `NO_PROVIDER`: no provider answered, or the revision that names it is gone
 * - `OTHER_PRICES`: it was reckoned with prices that this build does not have any more
 * - `DOES_NOT_ADD_UP`: the recorded cost is not that of the recorded tokens, as of a request that was charged at its estimate
 */
export type CostUnknown = "UNPRICED" | "NO_PROVIDER" | "OTHER_PRICES" | "DOES_NOT_ADD_UP";

const priceBook = new PriceBook();

/** Reckons a record's cost again from its tokens, by the prices that it names. */
export async function costBreakdown(call: Call, record: RequestRecord): Promise<CostBreakdown> {
  const { costNanoUsd, revision, tenantId, providerKind, provider, tokens } = record;
  if (costNanoUsd === null) return unknown("UNPRICED");
  // Nothing was to be paid: no provider answered, or the cache did, whatever its tokens would have cost.
  if (costNanoUsd === 0 && (record.cacheHit || record.priceVersion === null)) {
    return known([], { source: null, multiplier: 1 });
  }
  const target = record.attempts.findLast((attempt) => attempt.target.provider === provider)?.target;
  if (revision === null || target === undefined || providerKind === null) return unknown("NO_PROVIDER");
  const pinned = await loadRevision(call, { tenantId, ...revision });
  const prices = pinned === null ? null : pricesOf(pinned.document, target.provider);
  if (prices === null) return unknown("NO_PROVIDER");
  const price = priceBook.effectivePrice({
    provider: prices.provider,
    model: target.model,
    modelServed: record.modelServed,
    atMs: record.ts + record.timings.totalMs,
  }, prices.overrides);
  if (price === null || price.version !== record.priceVersion) return unknown("OTHER_PRICES");
  // The record does not say which tier was billed: the one that makes the cost is it.
  for (const multiplier of [1, ...new Set(Object.values(price.tierMultipliers))]) {
    const items = tokenCostParts(price.rates, tokens, multiplier);
    if (items.reduce((sum, { nanoUsd }) => sum + nanoUsd, 0) === costNanoUsd) {
      return known(items, { source: price.source, multiplier });
    }
  }
  return unknown("DOES_NOT_ADD_UP");
}

function known(
  items: TokenCostPart[],
  { source, multiplier }: { source: CostBreakdown["source"]; multiplier: number },
): CostBreakdown {
  return { items, source, multiplier, unknownBecause: null };
}

function unknown(unknownBecause: CostUnknown): CostBreakdown {
  return { items: [], source: null, multiplier: 1, unknownBecause };
}

const pricedDocument = z.object({
  providers: z.array(z.looseObject({ name: z.string() })),
  priceOverrides: z.array(priceOverride),
});

/** What a revision says that matters for prices; null where it does not name the provider, or a newer build wrote it. */
function pricesOf(document: unknown, name: string): { provider: RevisionProvider; overrides: PriceOverride[] } | null {
  let parsed = PARSED.get(document as object);
  if (parsed === undefined) PARSED.set(document as object, parsed = pricedDocument.safeParse(document).data ?? null);
  const provider = revisionProvider.safeParse(parsed?.providers.find((one) => one.name === name)).data;
  return parsed === null || provider === undefined ? null : { provider, overrides: parsed.priceOverrides };
}

/** A page of records mostly names one revision. */
const PARSED = new WeakMap<object, z.infer<typeof pricedDocument> | null>();
