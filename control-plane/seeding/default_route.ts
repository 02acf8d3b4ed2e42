import { exampleModel } from "../../shared/contracts/example_model.ts";
import type { RouteNode, TargetNode } from "../../shared/contracts/route_tree.ts";
import { contractKind } from "../providers/provider_input.ts";
import type { Seed } from "./seed_values.ts";

type SeedProvider = Pick<Seed["providers"][number], "name" | "kind" | "preset">;

/**
 * The first route: the real providers there are, each falling over to the next. The mock provider answers it only where
 * there is no other, since its invented answers must never stand in for a real provider that fails. Left out are
 * providers of which no model is known by itself.
 */
export function defaultRoute(
  realProviders: readonly SeedProvider[],
): { name: string; tree: RouteNode; leftOut: string[] } {
  const known = targetsOf(realProviders);
  const children = known.length === 0 ? targetsOf([{ name: "mock", kind: "MOCK" }]) : known;
  const leftOut = realProviders.map(({ name }) => name).filter((name) => !known.some((one) => one.provider === name));
  return { name: "default", tree: children.length === 1 ? children[0]! : { type: "fallback", children }, leftOut };
}

function targetsOf(providers: readonly SeedProvider[]): TargetNode[] {
  return providers.flatMap(({ name, kind, preset }) => {
    const model = exampleModel(contractKind(kind), preset ?? null);
    return model === null ? [] : [{ type: "target", provider: name, model }];
  });
}
