import type { RouteNode, TargetNode } from "../../shared/contracts/route_tree.ts";

/** A model of each seeded provider that is cheap enough to try things out with. */
const MODELS: Readonly<Record<string, string>> = { openai: "gpt-5-mini", anthropic: "claude-haiku-4-5", mock: "demo" };

/**
 * The first route: the real providers there are, each falling over to the next. The mock provider answers it only where
 * there is no other, since its invented answers must never stand in for a real provider that fails.
 */
export function defaultRoute(realProviders: readonly string[]): { name: string; tree: RouteNode } {
  const providers = realProviders.length === 0 ? ["mock"] : realProviders;
  const children = providers.map((provider): TargetNode => ({
    type: "target",
    provider,
    model: MODELS[provider] ?? "default",
  }));
  return { name: "default", tree: children.length === 1 ? children[0]! : { type: "fallback", children } };
}
