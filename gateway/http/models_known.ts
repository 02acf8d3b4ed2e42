import { routeTargets } from "../../shared/contracts/route_tree.ts";
import type { Caller } from "../pipeline/exchange.ts";
import { directTarget } from "../pipeline/plan.ts";
import { MOCK_MODELS } from "../providers/mock/mock_script.ts";

/** Something that a key may send as `model`. */
export interface KnownModel {
  id: string;
  /** The provider's name, or the gateway's own for a route. */
  owner: string;
  /** When it came to be as it is: the revision's publication, epoch milliseconds. */
  sinceMs: number;
}

/**
 * What a key may send as `model`: the routes of its project and their exact aliases, and where the project allows direct
 * models, each `provider/model` that is known to work: the targets of those routes and the mock's well-known names. Other
 * models of a provider can be addressed too; no list of theirs is kept here.
 */
export function knownModels(caller: Caller): KnownModel[] {
  const owners = new Map<string, string>();
  const routes = [...caller.tenant.routes.get(caller.project.id)?.values() ?? []];
  for (const { name } of routes) owners.set(name, GATEWAY_OWNER);
  for (const alias of routes.flatMap((route) => route.aliases ?? [])) {
    if (!alias.endsWith("*")) owners.set(alias, GATEWAY_OWNER);
  }
  for (const { provider, model } of directModels(caller)) {
    const id = `${provider}/${model}`;
    // An alias may stand in the place of a provider's model.
    if (!owners.has(id)) owners.set(id, provider);
  }
  return [...owners].map(([id, owner]) => knownModel(caller, id, owner));
}

/** One model, as `plan()` would find it; throws its `GatewayError` where it would find none. */
export function findModel(caller: Caller, id: string): KnownModel {
  const { tenant: { routes, aliases }, project } = caller;
  const isRoute = routes.get(project.id)?.has(id) === true || aliases.get(project.id)?.find(id) !== undefined;
  return knownModel(caller, id, isRoute ? GATEWAY_OWNER : directTarget(caller, id).provider);
}

const GATEWAY_OWNER = "perpetuo";

function directModels({ tenant, project }: Caller): { provider: string; model: string }[] {
  if (!project.allowDirectModels) return [];
  const models: { provider: string; model: string }[] = [];
  for (const { tree } of tenant.routes.get(project.id)?.values() ?? []) models.push(...routeTargets(tree));
  for (const { name, kind } of tenant.providers.values()) {
    if (kind === "mock") models.push(...Object.keys(MOCK_MODELS).map((model) => ({ provider: name, model })));
  }
  return models.filter(({ provider }) => tenant.providers.has(provider));
}

function knownModel(caller: Caller, id: string, owner: string): KnownModel {
  return { id, owner, sinceMs: caller.tenant.revision.publishedAt };
}
