import { type ConfigContent } from "../contracts/config_revision.ts";
import type { Policy } from "../contracts/policy.ts";
import type { PriceOverride } from "../contracts/price.ts";
import { CONFIG_DOCUMENT_VERSION, type DocumentScope } from "./config_document.ts";

/** What a document says that is no part of a revision, or that it calls by another name. */
export interface DocumentNames {
  /** The public id of an API key by its UUID; null when there is none. */
  apiKeyName(id: string): string | null;
  /** Shares at which policies warn, by the policies' ids. Left out for those with the default ones, and for revisions. */
  warnAtPercent: ReadonlyMap<string, readonly number[]>;
}

/**
 * Writes a configuration as a document, everything in the order of names: equal configurations give equal documents,
 * whatever their ids. A policy for an API key that has no name any more is left out, since gateways leave it out too.
 */
export function exportDocument(content: ConfigContent, names: DocumentNames): Record<string, unknown> {
  const projectName = new Map(content.projects.map(({ id, name }) => [id, name]));
  const routesOf = Map.groupBy(content.routes, ({ projectId }) => projectId);
  return {
    perpetuo: CONFIG_DOCUMENT_VERSION,
    timeZone: content.timeZone,
    providers: byName(content.providers, ({ kind, baseUrl, settings }) => ({
      kind,
      ...(baseUrl === null ? {} : { baseUrl }),
      ...(settings === undefined ? {} : { settings }),
    })),
    projects: byName(content.projects, ({ id, allowDirectModels, capture }) => ({
      allowDirectModels,
      ...(capture === undefined ? {} : { capture }),
      routes: byName(routesOf.get(id) ?? [], ({ aliases, cache, tree }) => ({
        ...(aliases === undefined ? {} : { aliases }),
        ...(cache === undefined ? {} : { cache }),
        tree,
      })),
    })),
    policies: byName(
      content.policies.filter(({ scope }) => scopeOf(scope, { projectName, ...names }) !== null),
      ({ id, name: _name, scope, ...rest }) => ({
        scope: scopeOf(scope, { projectName, ...names }),
        ...rest,
        ...(names.warnAtPercent.has(id) ? { warnAtPercent: names.warnAtPercent.get(id) } : {}),
      }),
    ),
    prices: content.priceOverrides.map(priceOf).toSorted((a, b) => sortKey(a) < sortKey(b) ? -1 : 1),
  };
}

function byName<T extends { name: string }>(
  objects: readonly T[],
  write: (object: T) => object,
): Record<string, object> {
  const sorted = objects.toSorted((a, b) => a.name < b.name ? -1 : 1);
  return Object.fromEntries(sorted.map((object) => [object.name, write(object)]));
}

/** Null for what cannot be named. */
function scopeOf(
  scope: Policy["scope"],
  { projectName, apiKeyName }: { projectName: ReadonlyMap<string, string> } & Pick<DocumentNames, "apiKeyName">,
): DocumentScope | null {
  if (scope.type === "api_key") {
    if (scope.apiKeyId === undefined) return scope;
    const apiKey = apiKeyName(scope.apiKeyId);
    return apiKey === null ? null : { type: scope.type, apiKey };
  }
  if (scope.type === "tenant") return scope;
  const { projectId, ...rest } = scope;
  if (projectId === undefined) return rest as DocumentScope;
  const project = projectName.get(projectId);
  return project === undefined ? null : { ...rest, project } as DocumentScope;
}

/** Without what says nothing. */
function priceOf({ provider, model, tierMultipliers, ...rates }: PriceOverride) {
  const said = Object.entries(rates).filter(([, usd]) => usd !== null);
  return {
    ...(provider === null ? {} : { provider }),
    model,
    ...Object.fromEntries(said),
    ...(Object.keys(tierMultipliers).length === 0 ? {} : { tierMultipliers }),
  };
}

function sortKey({ provider = "", model }: { provider?: string; model: string }): string {
  return `${provider} ${model}`;
}
