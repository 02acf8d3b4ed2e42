import { type Caller, elapsedMs, type Exchange, type ModelRequest, type PlannedRoute } from "./exchange.ts";
import { recordEnding } from "./record.ts";
import { answerHeaders } from "./respond.ts";

/**
 * Answers a request for a token count itself where the target that would be asked first has no means to count, by the
 * estimate that limits and routes go by, and says so; null for every other request. The count is that of the first target
 * alone: another one of the route would count for another model.
 */
export function countTokens(
  exchange: Exchange,
  { caller, asked, route }: { caller: Caller; asked: ModelRequest; route: PlannedRoute },
): Promise<Response> | null {
  if (exchange.dialect.name !== "anthropic_count_tokens") return null;
  const provider = caller.tenant.providers.get(route.plan.first.target.provider);
  const adapter = provider === undefined ? null : exchange.gateway.dependencies.adapters(provider.kind);
  // A target that cannot be called is told of as it is for any other request.
  if (adapter === null || provider === undefined) return null;
  const counts = adapter.serves({ dialect: exchange.dialect.name, settings: provider.settings ?? {} });
  return counts ? null : giveEstimate(exchange, asked);
}

/** On record as any answer, with the target it was asked of and no attempt; nothing was used, and nothing is charged. */
async function giveEstimate(exchange: Exchange, asked: ModelRequest): Promise<Response> {
  exchange.degradation.push("tokens_estimated");
  exchange.ttftMs = elapsedMs(exchange);
  const headers = answerHeaders(exchange);
  headers["content-type"] = "application/json";
  await recordEnding(exchange, { outcome: "completed", status: 200, errorCode: null, use: null });
  return new Response(JSON.stringify({ input_tokens: asked.estimatedTokens }), { headers });
}
