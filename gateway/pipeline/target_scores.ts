import type { RouteChoices } from "../../shared/routing/plan_route.ts";
import type { TargetNode } from "../../shared/contracts/route_tree.ts";
import { ASSUMED_OUTPUT_TOKENS } from "../../shared/contracts/policy.ts";
import type { Caller, Exchange, ModelRequest } from "./exchange.ts";

/** What a route's choices go by, as this gateway has measured and reckoned it; asked only where a node wants to know. */
export function targetScores(
  exchange: Exchange,
  caller: Caller,
  asked: ModelRequest,
): Pick<RouteChoices, "latencyMs" | "price" | "available"> {
  const { targetHealth } = exchange.gateway.dependencies;
  const { tenantId } = caller.key;
  const as = asked.facts.stream ? "streamed" : "whole";
  const scores: Pick<RouteChoices, "latencyMs" | "price" | "available"> = {
    latencyMs: (target) => targetHealth.latencyMs(tenantId, target, as),
    price: (target) => {
      const output = asked.outputTokensMax ?? ASSUMED_OUTPUT_TOKENS;
      return estimatedPrice(exchange, { caller, target }, { input: asked.estimatedTokens, output });
    },
  };
  if (!targetHealth.isSound) scores.available = (target) => targetHealth.refusal(tenantId, target) === null;
  return scores;
}

/** So many tokens at a target's price, nano-dollars; null when that is not known. */
export function estimatedPrice(
  exchange: Exchange,
  { caller, target }: { caller: Caller; target: TargetNode },
  { input, output }: { input: number; output: number },
): number | null {
  const provider = caller.tenant.providers.get(target.provider);
  if (provider === undefined) return null;
  const { priceBook, clock, logger } = exchange.gateway.dependencies;
  const tokens = { input, output, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
  const use = { provider, model: target.model, modelServed: null, tokens, serviceTier: null, atMs: clock.now() };
  try {
    return priceBook.price(use, caller.tenant.revision.priceOverrides)?.nanoUsd ?? null;
  } catch (error) {
    // A price that cannot be reckoned must not cost the request.
    logger.error("pricing_fault", { requestId: exchange.id, error: String(error) });
    return null;
  }
}
