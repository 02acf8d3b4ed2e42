import type { ConfigDocument, DocumentPolicy, DocumentScope } from "../../shared/configuration/config_document.ts";
import type { ConfigContent } from "../../shared/contracts/config_revision.ts";
import { providerPreset } from "../../shared/contracts/provider_input.ts";
import type { PolicyScope } from "../../shared/contracts/policy.ts";
import type { ValidationIssue } from "../api_error.ts";
import { priceKey } from "../publishing/draft_rows.ts";

/** What a document is merged with. */
export interface MergeBase {
  /** The draft as it is. */
  present: ConfigContent;
  /** Policies that wait for a project out of use, or are for a revoked key: no part of the draft, but their names are taken. */
  hiddenPolicies: ReadonlyMap<string, string>;
  /** The UUIDs of API keys in use by their public ids. */
  apiKeys: ReadonlyMap<string, string>;
  newId(): string;
}

export interface MergedDocument {
  /** The draft as the document has it. */
  content: ConfigContent;
  /** What the document names that is not there. */
  issues: ValidationIssue[];
  /** By the policies' ids, where the document says them. */
  warnAtPercent: Map<string, number[]>;
}

/**
 * Makes of a draft what a document says: what it names is taken over whole, what it does not name stays, or with `prune`
 * leaves where the document has that section. Objects are the same by their names and keep their ids and keys.
 */
export function mergeDocument(
  document: ConfigDocument,
  base: MergeBase,
  { prune }: { prune: boolean },
): MergedDocument {
  const issues: ValidationIssue[] = [];
  const projects = mergeProjects(document, base, prune);
  const projectIds = new Map(projects.map(({ id, name }) => [name, id]));
  const policies = mergePolicies(document, base, { prune, scopeOf: scopeReader(projectIds, base, issues) });
  const content: ConfigContent = {
    ...base.present,
    timeZone: document.timeZone ?? base.present.timeZone,
    providers: mergeProviders(document, base, prune),
    projects,
    routes: mergeRoutes(document, base, { prune, projectIds }),
    policies: policies.map(({ warnAtPercent: _, ...policy }) => policy),
    priceOverrides: mergePrices(document, base, prune),
  };
  const warnings = policies.flatMap(({ id, warnAtPercent }) =>
    warnAtPercent === undefined ? [] : [[id, warnAtPercent] as const]
  );
  return { content, issues, warnAtPercent: new Map(warnings) };
}

type Providers = ConfigContent["providers"];
type Projects = ConfigContent["projects"];
type Routes = ConfigContent["routes"];

/** Those of a list that a section leaves as they are: the ones that it does not name, unless it prunes. */
function kept<T extends { name: string }>(present: readonly T[], section: object | undefined, prune: boolean): T[] {
  if (section === undefined) return [...present];
  return prune ? [] : present.filter(({ name }) => !Object.hasOwn(section, name));
}

function idIn(present: readonly { id: string; name: string }[], name: string): string | undefined {
  return present.find((object) => object.name === name)?.id;
}

function mergeProviders({ providers }: ConfigDocument, { present, newId }: MergeBase, prune: boolean): Providers {
  const named = Object.entries(providers ?? {}).map(([name, { kind, baseUrl, settings }]) => {
    const before = present.providers.find((provider) => provider.name === name);
    return {
      id: before?.id ?? newId(),
      name,
      kind,
      baseUrl: baseUrl ?? (kind === "openai_compatible" ? providerPreset(settings?.preset)?.baseUrl : null) ?? null,
      credentials: before?.credentials ?? [],
      ...(settings === undefined || Object.keys(settings).length === 0 ? {} : { settings }),
    };
  });
  return [...kept(present.providers, providers, prune), ...named];
}

function mergeProjects({ projects }: ConfigDocument, { present, newId }: MergeBase, prune: boolean): Projects {
  const named = Object.entries(projects ?? {}).map(([name, { allowDirectModels, capture }]) => ({
    id: idIn(present.projects, name) ?? newId(),
    name,
    allowDirectModels,
    // What is switched off says nothing to a gateway.
    ...(capture?.enabled ? { capture } : {}),
  }));
  return [...kept(present.projects, projects, prune), ...named];
}

function mergeRoutes(
  { projects = {} }: ConfigDocument,
  { present, newId }: MergeBase,
  { prune, projectIds }: { prune: boolean; projectIds: ReadonlyMap<string, string> },
): Routes {
  return [...projectIds].flatMap(([project, projectId]) => {
    const before = present.routes.filter((route) => route.projectId === projectId);
    const routes = Object.hasOwn(projects, project) ? projects[project]!.routes : undefined;
    const named = Object.entries(routes ?? {}).map(([name, { aliases, cache, tree }]) => ({
      id: idIn(before, name) ?? newId(),
      projectId,
      name,
      ...(aliases === undefined || aliases.length === 0 ? {} : { aliases: aliases.toSorted() }),
      ...(cache === undefined ? {} : { cache }),
      tree,
    }));
    return [...kept(before, routes, prune), ...named];
  });
}

type ScopeReader = (policy: string, scope: DocumentScope) => PolicyScope;

function mergePolicies(
  { policies }: ConfigDocument,
  { present, hiddenPolicies, newId }: MergeBase,
  { prune, scopeOf }: { prune: boolean; scopeOf: ScopeReader },
): (ConfigContent["policies"][number] & Pick<DocumentPolicy, "warnAtPercent">)[] {
  const named = Object.entries(policies ?? {}).map(([name, policy]) => ({
    ...policy,
    id: idIn(present.policies, name) ?? hiddenPolicies.get(name) ?? newId(),
    name,
    scope: scopeOf(name, policy.scope),
  }));
  return [...kept(present.policies, policies, prune), ...named];
}

function mergePrices(
  { prices }: ConfigDocument,
  { present }: MergeBase,
  prune: boolean,
): ConfigContent["priceOverrides"] {
  if (prices === undefined) return present.priceOverrides;
  const named = new Set(prices.map(priceKey));
  return [...(prune ? [] : present.priceOverrides.filter((price) => !named.has(priceKey(price)))), ...prices];
}

/** Reads scopes with the ids of what they name; what there is not becomes an issue. */
function scopeReader(
  projectIds: ReadonlyMap<string, string>,
  { apiKeys, newId }: MergeBase,
  issues: ValidationIssue[],
): ScopeReader {
  const idOf = (ids: ReadonlyMap<string, string>, name: string, [path, message]: [string[], string]) => {
    const id = ids.get(name);
    if (id === undefined) issues.push({ path, message });
    return id ?? newId();
  };
  return (policy, scope) => {
    const path = ["policies", policy, "scope"];
    const projectOf = (name: string) =>
      idOf(projectIds, name, [[...path, "project"], `there is no project named '${name}'`]);
    switch (scope.type) {
      case "tenant":
        return scope;
      case "project":
        return { type: scope.type, projectId: projectOf(scope.project) };
      case "api_key": {
        if (scope.apiKey === undefined) return { type: scope.type };
        const message = `there is no API key in use with the public id '${scope.apiKey}'`;
        return { type: scope.type, apiKeyId: idOf(apiKeys, scope.apiKey, [[...path, "apiKey"], message]) };
      }
      case "end_user":
      case "model": {
        const { project, ...rest } = scope;
        return project === undefined ? rest : { ...rest, projectId: projectOf(project) };
      }
    }
  };
}
