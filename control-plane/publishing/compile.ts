import { hashConfigContent } from "../../shared/configuration/revision_hash.ts";
import {
  CONFIG_REVISION_SCHEMA,
  type ConfigContent,
  configContent,
  type RevisionRoute,
} from "../../shared/contracts/config_revision.ts";
import type { ValidationIssue } from "../api_error.ts";
import type { Draft } from "./draft.ts";
import { repeatedAliases } from "../routes/route_names.ts";
import { targetPaths } from "../routes/target_paths.ts";

export type CompiledDraft =
  | { state: "compiled"; content: ConfigContent; hash: string }
  /**
   * Something in the draft cannot be published; at least one issue, its path from the draft's root by names. The content
   * is null where the contract cannot read it.
   */
  | { state: "invalid"; issues: ValidationIssue[]; content: ConfigContent | null };

/** Makes a tenant's draft into what a revision holds. Pure: equal drafts give equal content and an equal hash. */
export function compileDraft(draft: Draft, origin: { tenantId: string; priceBookDigest: string }): CompiledDraft {
  const candidate = {
    schema: CONFIG_REVISION_SCHEMA,
    ...origin,
    timeZone: draft.timeZone,
    projects: byId(draft.projects).map(({ capture, ...rest }) => ({ ...rest, ...unlessEmpty({ capture }) })),
    routes: byId(draft.routes).map(routeOf),
    policies: byId(draft.policies),
    providers: byId(draft.providers).map(({ settings, ...rest }) => ({ ...rest, ...unlessEmpty({ settings }) })),
    priceOverrides: byModel(draft.priceOverrides),
  };
  const parsed = configContent.safeParse(candidate);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({ path: namedPath(candidate, path), message }));
    return { state: "invalid", issues, content: null };
  }
  const issues = contentIssues(parsed.data);
  if (issues.length > 0) return { state: "invalid", issues, content: parsed.data };
  return { state: "compiled", content: parsed.data, hash: hashConfigContent(parsed.data) };
}

/** Where a route is, as the beginning of an issue's path. */
export type RoutePath = (route: RevisionRoute) => string[];

/** What stands against publishing a content that the contract can read. */
export function contentIssues(
  content: ConfigContent,
  routePath: RoutePath = ({ name }) => ["routes", name],
): ValidationIssue[] {
  return [...ambiguousNames(content, routePath), ...missingProviders(content, routePath)];
}

function byId(rows: Draft["projects"]): Draft["projects"] {
  return rows.toSorted((a, b) => String(a["id"]) < String(b["id"]) ? -1 : 1);
}

/** A price has no id in a revision: its provider and model are its own. */
function byModel(prices: Draft["priceOverrides"]): Draft["priceOverrides"] {
  const key = (price: Draft["priceOverrides"][number]) => `${price["provider"] ?? ""} ${price["model"]}`;
  return prices.toSorted((a, b) => key(a) < key(b) ? -1 : 1);
}

/** The order of aliases means nothing: equal drafts are equal whatever it is. */
function routeOf({ aliases, cache, ...rest }: Draft["routes"][number]): Draft["routes"][number] {
  return { ...rest, ...unlessEmpty({ aliases: Array.isArray(aliases) ? aliases.toSorted() : aliases, cache }) };
}

/** Without what says nothing, so that a draft which uses none of it hashes as it did before there was any. */
function unlessEmpty(fields: Record<string, unknown>): Record<string, unknown> {
  const saysNothing = (value: unknown) =>
    value == null || (typeof value === "object" && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !saysNothing(value)));
}

/** Puts an item's name where a path has its position: positions mean nothing to who reads the issue. */
function namedPath(root: object, path: readonly PropertyKey[]): string[] {
  const [list, position, ...rest] = path;
  const items: unknown = typeof list === "string" ? Reflect.get(root, list) : undefined;
  const item: unknown = Array.isArray(items) && typeof position === "number" ? items[position] : undefined;
  const name = typeof item !== "object" || item === null
    ? position
    : "name" in item
    ? item.name
    : "model" in item
    ? item.model
    : position;
  return [list, name, ...rest].filter((part) => part !== undefined).map(String);
}

/** A request's `model` must not lead to two routes of a project. */
function ambiguousNames({ routes }: ConfigContent, routePath: RoutePath): ValidationIssue[] {
  const leadsTo = new Map<string, string>();
  return routes.flatMap((route) => {
    const { projectId, name, aliases = [] } = route;
    const root = routePath(route);
    const clashes = [name, ...new Set(aliases)].flatMap((one) => {
      const other = leadsTo.get(`${projectId} ${one}`);
      leadsTo.set(`${projectId} ${one}`, other ?? name);
      return other === undefined || other === name
        ? []
        : [{ path: root, message: `'${one}' leads to the route '${other}' too` }];
    });
    return [...repeatedAliases({ name, aliases }, [...root, "aliases"]), ...clashes];
  });
}

function missingProviders(content: ConfigContent, routePath: RoutePath): ValidationIssue[] {
  const names = new Set(content.providers.map((provider) => provider.name));
  const projects = new Map(content.projects.map(({ id, name }) => [id, name]));
  return content.routes.flatMap((route) => {
    const project = projects.get(route.projectId);
    return targetPaths(route.tree, [...routePath(route), "tree"]).flatMap(({ provider, path }) =>
      names.has(provider) ? [] : [{
        path: [...path, "provider"],
        message: `the tenant has no provider '${provider}' (route '${route.name}' of project '${project}')`,
      }]
    );
  });
}
