import type { Client } from "@urql/core";
import { routeTargets, type TargetNode } from "../../shared/contracts/route_tree.ts";
import { createRouteMutation, updateRouteMutation } from "../graphql/documents/onboarding.ts";
import { createProviderMutation, updateProviderMutation } from "../graphql/documents/providers.ts";
import type { ProviderKind } from "../providers/provider_kinds.ts";
import { runStep } from "./run_step.ts";
import type { SetupValues } from "./setup_values.ts";
import type { SetupRoute, SetupState } from "./setup_state.ts";
import { sourceModel, sourcePlace } from "./source_place.ts";

interface Source {
  tenantId: string;
  projectId: string;
  values: SetupValues;
  state: SetupState;
}

/**
 * Makes the provider and the route that lead to where answers shall come from, and gives the route's name. Throws
 * StepFailed.
 */
export async function provideSource(client: Client, source: Source): Promise<string> {
  const { values, state } = source;
  if (values.source === "keep") return state.routes[0]!.name;
  const provider = await provideProvider(client, source, values.source);
  const target: TargetNode = { type: "target", provider, model: sourceModel(values) };
  const plan = planRoute(state, target);
  switch (plan.kind) {
    case "there":
      return plan.name;
    case "create":
      return await createRoute(client, source.projectId, plan.name, target);
    case "redirect":
      return await redirectRoute(client, plan.route, target);
  }
}

export type RoutePlan =
  | { kind: "there"; name: string }
  | { kind: "create"; name: string }
  | { kind: "redirect"; route: SetupRoute };

/**
 * How a request gets to a target: by the route that leads to it alone already; else by `default`, made anew or, while it
 * leads to the mock only, turned to the target; else by a route named for the provider. What somebody has built stays.
 */
export function planRoute(state: Pick<SetupState, "routes" | "providers">, target: TargetNode): RoutePlan {
  const there = state.routes.find(({ tree }) =>
    tree.type === "target" && tree.provider === target.provider && tree.model === target.model
  );
  if (there !== undefined) return { kind: "there", name: there.name };
  const ofDefault = state.routes.find(({ name }) => name === DEFAULT_ROUTE);
  if (ofDefault === undefined) return { kind: "create", name: DEFAULT_ROUTE };
  if (leadsToMockOnly(ofDefault, state)) return { kind: "redirect", route: ofDefault };
  return { kind: "create", name: freeName(target.provider, state.routes) };
}

const DEFAULT_ROUTE = "default";

function leadsToMockOnly(route: SetupRoute, { providers }: Pick<SetupState, "providers">): boolean {
  const mocks = new Set(providers.filter(({ kind }) => kind === "MOCK").map(({ name }) => name));
  return routeTargets(route.tree).every(({ provider }) => mocks.has(provider));
}

/** Gives the name of a provider of the kind: a new one, or the one there is, with the key that was given. */
async function provideProvider(client: Client, { tenantId, values, state }: Source, kind: ProviderKind) {
  const { apiKey } = values;
  const { baseUrl, settings, present } = sourcePlace(values, state);
  if (present !== null && apiKey === "") return present.name;
  if (present !== null) {
    const { provider } = await runStep(client, {
      document: updateProviderMutation,
      input: { id: present.id, apiKey },
      select: (data) => data.updateProvider,
    });
    return provider.name;
  }
  const name = freeName(providerName(kind, baseUrl, settings.preset), state.providers);
  const { provider } = await runStep(client, {
    document: createProviderMutation,
    input: { tenantId, name, kind, baseUrl, apiKey: apiKey || null, ...settings },
    select: (data) => data.createProvider,
    names: { kind: "source" },
  });
  return provider.name;
}

function providerName(kind: ProviderKind, baseUrl: string | null, preset: string | undefined): string {
  if (kind === "AZURE_OPENAI") return "azure";
  return preset ?? (baseUrl === null ? kind.toLowerCase() : nameOfServer(baseUrl));
}

/** The name, or with a number behind it when it is taken. */
function freeName(name: string, taken: readonly { name: string }[]): string {
  let free = name;
  for (let number = 2; taken.some((one) => one.name === free); number++) free = `${name}-${number}`;
  return free;
}

/** `localhost-11434` for `http://localhost:11434/v1`: readable, allowed as a name, the same for the same server. */
export function nameOfServer(baseUrl: string): string {
  const { hostname, port } = new URL(baseUrl);
  const name = [hostname, port].filter(Boolean).join("-").replace(/[^A-Za-z0-9._]+/g, "-").replace(
    /^[^A-Za-z0-9]+/,
    "",
  );
  return name.slice(0, 64) || "server";
}

async function createRoute(client: Client, projectId: string, name: string, tree: TargetNode): Promise<string> {
  const { route } = await runStep(client, {
    document: createRouteMutation,
    input: { projectId, name, tree },
    select: (data) => data.createRoute,
  });
  return route.name;
}

async function redirectRoute(client: Client, { id, version }: SetupRoute, tree: TargetNode): Promise<string> {
  const { route } = await runStep(client, {
    document: updateRouteMutation,
    input: { id, version, tree },
    select: (data) => data.updateRoute,
  });
  return route.name;
}
