import type { PriceOverride as PriceRow } from "../../prisma/generated/client/client.ts";
import type { PriceOverride } from "../../shared/contracts/price.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ConflictError, ValidationError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import type { Action } from "../authorization/actions.ts";
import { authorize } from "../authorization/authorize.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { conflictWhenTaken } from "../database_conflict.ts";
import { type VersionedChange, versionInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { staleVersion, unlessStale } from "../stale_version.ts";
import { newPriceInput, priceChangesInput, priceIssues } from "./price_input.ts";
import { priceOf } from "./price_row.ts";

/** Prices in use, a tenant: gateways look through them at every request. */
export const PRICES_MAX = 500;

/** Rates are US dollars for a million tokens, as exact decimal texts; null for none. */
export interface PriceRates {
  inputPerMillionUsd?: string | null | undefined;
  outputPerMillionUsd?: string | null | undefined;
  cacheReadPerMillionUsd?: string | null | undefined;
  cacheWritePerMillionUsd?: string | null | undefined;
  /** The whole list in the old one's place. */
  tierMultipliers?: { tier: string; multiplier: string }[] | null | undefined;
}

export interface NewPrice extends PriceRates {
  tenantId: string;
  /** The name of one of the tenant's providers; null for every provider. */
  provider?: string | null | undefined;
  model: string;
}

/**
 * Gives a model a price of the tenant's own, over the price list's; gateways reckon with it from the next publish. One for
 * each provider and model, and 500 at most: `ConflictError`.
 */
export async function createPrice(call: Call, input: NewPrice): Promise<PriceRow> {
  const actor = authorize(call.actor, "price.create", input.tenantId);
  const { tenantId } = input;
  const values = parseInput(newPriceInput, input);
  refuseUseless(values);
  const { db, clock } = call.dependencies;
  return await conflictWhenTaken(taken(values), () =>
    db.$transaction(async (tx) => {
      await refuseTooMany(tx, tenantId);
      await refuseUnknownProvider(tx, { tenantId, provider: values.provider });
      const price = await tx.priceOverride.create({ data: { id: uuidv7(clock.now()), tenantId, ...values } });
      await recordAudit(tx, { ...call, actor }, {
        action: "price.create",
        tenantId,
        target: { kind: "Price", id: price.id },
        after: summary(price),
      });
      return price;
    }));
}

export interface PriceChanges extends PriceRates {
  id: string;
  /** The version that the change is based on: `ConflictError` when there is a newer one. */
  version?: number | undefined;
}

/** Changes what a model costs. What is left out stays as it is. */
export async function updatePrice(call: Call, input: PriceChanges): Promise<PriceRow> {
  const { actor, object: price } = await findPrice(call, "price.update", input.id);
  const { version, ...changes } = parseInput(priceChangesInput, {
    ...input,
    tierMultipliers: input.tierMultipliers ?? undefined,
  });
  refuseUseless({ ...priceOf(price), ...given(changes) });
  return await call.dependencies.db.$transaction(async (tx) => {
    const base = version ?? price.version;
    const { count } = await tx.priceOverride.updateMany({
      where: { id: price.id, archivedAt: null, version: base },
      data: { ...changes, version: { increment: 1 } },
    });
    const updated = await tx.priceOverride.findUniqueOrThrow({ where: { id: price.id } });
    if (count === 0) throw staleVersion("Price", { current: updated, base });
    await recordAudit(tx, { ...call, actor }, {
      action: "price.update",
      tenantId: price.tenantId,
      target: { kind: "Price", id: price.id },
      before: summary(price),
      after: summary(updated),
    });
    return updated;
  });
}

/** Takes a price out of the draft; from the next publish the price list's holds again. Archiving twice changes nothing. */
export async function archivePrice(call: Call, input: VersionedChange): Promise<PriceRow> {
  const { actor, object: price } = await findPrice(call, "price.archive", input.id);
  if (price.archivedAt !== null) return price;
  const version = parseInput(versionInput, input.version, ["version"]);
  const { db, clock } = call.dependencies;
  return await db.$transaction(async (tx) => {
    const { count } = await tx.priceOverride.updateMany({
      where: { id: price.id, archivedAt: null, version },
      data: { archivedAt: new Date(clock.now()), version: { increment: 1 } },
    });
    const archived = await tx.priceOverride.findUniqueOrThrow({ where: { id: price.id } });
    if (count === 0) return unlessStale("Price", { current: archived, version });
    await recordAudit(tx, { ...call, actor }, {
      action: "price.archive",
      tenantId: price.tenantId,
      target: { kind: "Price", id: price.id },
      before: summary(price),
    });
    return archived;
  });
}

/** Takes an archived price back into the draft; `ConflictError` when the model has another one meanwhile. */
export async function restorePrice(call: Call, input: VersionedChange): Promise<PriceRow> {
  const { actor, object: price } = await findPrice(call, "price.restore", input.id);
  if (price.archivedAt === null) return price;
  const version = parseInput(versionInput, input.version, ["version"]);
  return await conflictWhenTaken(taken(price), () =>
    call.dependencies.db.$transaction(async (tx) => {
      await refuseTooMany(tx, price.tenantId);
      await refuseUnknownProvider(tx, price);
      const { count } = await tx.priceOverride.updateMany({
        where: { id: price.id, archivedAt: { not: null }, version },
        data: { archivedAt: null, version: { increment: 1 } },
      });
      const restored = await tx.priceOverride.findUniqueOrThrow({ where: { id: price.id } });
      if (count === 0) return unlessStale("Price", { current: restored, version });
      await recordAudit(tx, { ...call, actor }, {
        action: "price.restore",
        tenantId: price.tenantId,
        target: { kind: "Price", id: price.id },
        after: summary(restored),
      });
      return restored;
    }));
}

function findPrice(call: Call, action: Action & `price.${string}`, id: string) {
  return authorizeObject(call, action, () => call.dependencies.db.priceOverride.findUnique({ where: { id } }));
}

function refuseUseless(price: Omit<PriceOverride, "provider" | "model">): void {
  const issues = priceIssues(price);
  if (issues.length > 0) throw new ValidationError(issues);
}

async function refuseTooMany(tx: Transaction, tenantId: string): Promise<void> {
  // Held until the end: two at once must not both be the last one.
  await tx.$queryRaw`SELECT "id" FROM "Tenant" WHERE "id" = ${tenantId}::uuid FOR NO KEY UPDATE`;
  if (await tx.priceOverride.count({ where: { tenantId, archivedAt: null } }) < PRICES_MAX) return;
  throw new ConflictError(`The tenant has ${PRICES_MAX} prices already. Archive one first.`);
}

async function refuseUnknownProvider(
  tx: Transaction,
  { tenantId, provider }: { tenantId: string; provider: string | null },
): Promise<void> {
  if (provider === null) return;
  const found = await tx.provider.count({ where: { tenantId, name: provider, archivedAt: null } });
  if (found > 0) return;
  throw new ValidationError([{ path: ["provider"], message: `there is no provider named '${provider}'` }]);
}

/** Without what was left out. */
function given<T extends object>(changes: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(changes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function summary(price: PriceRow): PriceOverride {
  return priceOf(price);
}

function taken({ provider, model }: { provider: string | null; model: string }): string {
  const whose = provider === null ? "every provider" : `the provider '${provider}'`;
  return `There is a price for '${model}' of ${whose} already.`;
}
