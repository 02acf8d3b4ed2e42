import type { ConfigContent } from "../../shared/contracts/config_revision.ts";
import type { Transaction } from "../database.ts";

/** A row that a draft is made of, whether or not it is in use. */
export interface DraftRow {
  id: string;
  name: string;
  archived: boolean;
}

/** Everything that a tenant's draft is or was made of. */
export interface DraftRows {
  projects: (DraftRow & { liveKeys: number })[];
  routes: (DraftRow & { projectId: string })[];
  policies: (DraftRow & { warnAtPercent: number[] })[];
  providers: (DraftRow & { keys: { id: string; weight: number }[] })[];
  prices: { id: string; provider: string | null; model: string; archived: boolean }[];
}

/** Reads all rows of a tenant's draft, those out of use too; keys of projects and providers are those not revoked. */
export async function readDraftRows(transaction: Transaction, tenantId: string): Promise<DraftRows> {
  const where = { tenantId };
  const select = { id: true, name: true, archivedAt: true } as const;
  const inUse = { where: { revokedAt: null }, select: { id: true, weight: true }, orderBy: { id: "asc" } } as const;
  const projects = await transaction.project.findMany({
    where,
    select: { ...select, _count: { select: { apiKeys: { where: { revokedAt: null } } } } },
  });
  const routes = await transaction.route.findMany({ where, select: { ...select, projectId: true } });
  const policies = await transaction.policy.findMany({ where, select: { ...select, warnAtPercent: true } });
  const providers = await transaction.provider.findMany({ where, select: { ...select, credentials: inUse } });
  const prices = await transaction.priceOverride.findMany({
    where: { tenantId, archivedAt: null },
    select: { id: true, provider: true, model: true, archivedAt: true },
  });
  const row = <T extends { archivedAt: Date | null }>({ archivedAt, ...rest }: T) => ({
    ...rest,
    archived: archivedAt !== null,
  });
  return {
    projects: projects.map(row).map(({ _count, ...rest }) => ({ ...rest, liveKeys: _count.apiKeys })),
    routes: routes.map(row),
    policies: policies.map(row),
    providers: providers.map(row).map(({ credentials, ...rest }) => ({ ...rest, keys: credentials })),
    prices: prices.map(row),
  };
}

/** What a price is for, as one text. */
export function priceKey({ provider, model }: { provider: string | null; model: string }): string {
  return JSON.stringify([provider, model]);
}

/** Rows in use that a draft is to be without. Their ids. */
export interface Leaving {
  projects: string[];
  routes: string[];
  policies: string[];
  providers: string[];
  prices: string[];
}

/**
 * The rows in use that a draft of exactly this content is without. What waits for a project or provider that stays out of
 * use is left to wait.
 */
export function leavingRows(rows: DraftRows, target: ConfigContent): Leaving {
  const staying = (list: readonly { id: string }[]) => new Set(list.map(({ id }) => id));
  const gone = (list: readonly DraftRow[], stays: ReadonlySet<string>) =>
    list.filter(({ id, archived }) => !archived && !stays.has(id)).map(({ id }) => id);
  const projects = staying(target.projects);
  const wanted = new Set(target.priceOverrides.map(priceKey));
  const providerNames = new Set(target.providers.map(({ name }) => name));
  return {
    projects: gone(rows.projects, projects),
    routes: gone(rows.routes.filter(({ projectId }) => projects.has(projectId)), staying(target.routes)),
    policies: gone(rows.policies, staying(target.policies)),
    providers: gone(rows.providers, staying(target.providers)),
    prices: rows.prices
      .filter((price) => !wanted.has(priceKey(price)))
      .filter(({ provider }) => provider === null || providerNames.has(provider))
      .map(({ id }) => id),
  };
}
