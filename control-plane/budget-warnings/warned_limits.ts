import { z } from "zod";
import { type Limit, limit, policy, type SpendPeriod } from "../../shared/contracts/policy.ts";
import type { Transaction } from "../database.ts";
import { KEY_WARN_AT_PERCENT, type WarnedLimits } from "./warned_limit.ts";

const TENANTS_MAX = 1_000;

/** What budgets there are by tenant, as gateways enforce them: policies of the current revision, and keys' own limits. */
export class WarnedLimitsReader {
  /** The policies of each tenant's revision that was read last; the tenant used last is the last one. */
  readonly #published = new Map<string, { number: number; policies: Map<string, WarnedLimits> }>();

  /** The limits of these policies and keys by `<tenantId>/<id>`; those that are gone or have no budget are left out. */
  async read(
    transaction: Transaction,
    wanted: ReadonlyMap<string, ReadonlySet<string>>,
  ): Promise<Map<string, WarnedLimits>> {
    const published = await this.#policies(transaction, [...wanted.keys()]);
    const found = new Map<string, WarnedLimits>();
    const keyIds: string[] = [];
    for (const [tenantId, ids] of wanted) {
      for (const id of ids) {
        const limits = published.get(tenantId)?.get(id);
        if (limits === undefined) keyIds.push(id);
        else found.set(`${tenantId}/${id}`, limits);
      }
    }
    await addShares(transaction, found);
    for (const [place, limits] of await readKeys(transaction, keyIds)) found.set(place, limits);
    return found;
  }

  async #policies(transaction: Transaction, tenantIds: string[]) {
    const current = await transaction.revision.groupBy({
      by: ["tenantId"],
      where: { tenantId: { in: tenantIds } },
      _max: { number: true },
    });
    const policies = new Map<string, Map<string, WarnedLimits>>();
    for (const { tenantId, _max: { number } } of current) {
      if (number === null) continue;
      policies.set(tenantId, await this.#policiesOf(transaction, { tenantId, number }));
    }
    return policies;
  }

  async #policiesOf(transaction: Transaction, revision: { tenantId: string; number: number }) {
    const { tenantId, number } = revision;
    const known = this.#published.get(tenantId);
    this.#published.delete(tenantId);
    const policies = known?.number === number ? known.policies : await readRevision(transaction, revision);
    this.#published.set(tenantId, { number, policies });
    if (this.#published.size > TENANTS_MAX) this.#published.delete(this.#published.keys().next().value!);
    return policies;
  }
}

async function readRevision(transaction: Transaction, { tenantId, number }: { tenantId: string; number: number }) {
  const [row] = await transaction.$queryRaw<{ policies: unknown }[]>`
    SELECT "document"->'policies' AS policies FROM "Revision" WHERE "tenantId" = ${tenantId}::uuid AND "number" = ${number}`;
  const policies = new Map<string, WarnedLimits>();
  for (const each of Array.isArray(row?.policies) ? row.policies : []) {
    // One that a newer build wrote must not stop the recorder: it goes without warnings.
    const parsed = policy.safeParse(each);
    if (!parsed.success) continue;
    const { id, name, scope, action, limits } = parsed.data;
    const maxNanoUsd = budgetsOf(limits);
    if (Object.keys(maxNanoUsd).length === 0) continue;
    policies.set(id, { kind: "policy", id, name, scope: scope.type, action, maxNanoUsd, shares: [] });
  }
  return policies;
}

/** Shares are no part of a revision, and take effect at once. */
async function addShares(transaction: Transaction, found: Map<string, WarnedLimits>): Promise<void> {
  if (found.size === 0) return;
  const rows = await transaction.policy.findMany({
    where: { id: { in: [...found.values()].map(({ id }) => id) } },
    select: { id: true, tenantId: true, warnAtPercent: true },
  });
  for (const { id, tenantId, warnAtPercent } of rows) {
    const place = `${tenantId}/${id}`;
    const limits = found.get(place);
    if (limits !== undefined) found.set(place, { ...limits, shares: warnAtPercent });
  }
}

async function readKeys(transaction: Transaction, ids: string[]): Promise<[string, WarnedLimits][]> {
  if (ids.length === 0) return [];
  const rows = await transaction.apiKey.findMany({
    where: { id: { in: ids } },
    select: { id: true, tenantId: true, name: true, limits: true },
  });
  return rows.flatMap(({ id, tenantId, name, limits }) => {
    const maxNanoUsd = budgetsOf(z.array(limit).safeParse(limits).data ?? []);
    const own = { kind: "api_key", id, name, scope: "api_key", action: "block", maxNanoUsd } as const;
    return [[`${tenantId}/${id}`, { ...own, shares: KEY_WARN_AT_PERCENT }]];
  });
}

/** A budget of nothing has no shares. */
function budgetsOf(limits: readonly Limit[]): Partial<Record<SpendPeriod, number>> {
  const budgets: Partial<Record<SpendPeriod, number>> = {};
  for (const each of limits) {
    if (each.type !== "spend" || each.maxNanoUsd === 0) continue;
    budgets[each.period] = Math.min(budgets[each.period] ?? Infinity, each.maxNanoUsd);
  }
  return budgets;
}
