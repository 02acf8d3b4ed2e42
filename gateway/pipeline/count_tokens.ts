import type { RouteCandidate, RoutePlan } from "../../shared/routing/plan_route.ts";
import { type Caller, elapsedMs, type Exchange, type ModelRequest, type PlannedRoute } from "./exchange.ts";
import { recordEnding } from "./record.ts";
import { answerOf } from "./answer_headers.ts";

/**
 * Answers a request for a token count itself where the target that would be asked first has no means to count, by the
 * estimate that limits and routes go by, and says so; null for every other request. A route whose first target counts is
 * kept to targets that do: others would count for another model, and could not.
 */
export function countTokens(
  exchange: Exchange,
  { caller, asked, route }: { caller: Caller; asked: ModelRequest; route: PlannedRoute },
): Promise<Response> | null {
  if (exchange.dialect.name !== "anthropic_count_tokens") return null;
  const { plan } = route;
  if (!canCount(exchange, caller, plan.first)) return giveEstimate(exchange, asked);
  route.plan = withOnly(plan, (candidate) => canCount(exchange, caller, candidate));
  return null;
}

/** A target that cannot be called at all counts as one that could: it is told of as it is for any other request. */
function canCount({ gateway, dialect }: Exchange, { tenant }: Caller, { target }: RouteCandidate): boolean {
  const provider = tenant.providers.get(target.provider);
  const adapter = provider === undefined ? null : gateway.dependencies.adapters(provider.kind);
  return adapter === null || adapter.serves({ dialect: dialect.name, settings: provider!.settings ?? {} });
}

function withOnly(plan: RoutePlan, takes: (candidate: RouteCandidate) => boolean): RoutePlan {
  return {
    first: plan.first,
    next(errorClass) {
      const candidate = plan.next(errorClass);
      return candidate !== null && takes(candidate) ? candidate : null;
    },
    reachable: () => plan.reachable(),
    get seen() {
      return plan.seen;
    },
  };
}

/** On record as any answer, with the target it was asked of and no attempt; nothing was used, and nothing is charged. */
async function giveEstimate(exchange: Exchange, asked: ModelRequest): Promise<Response> {
  exchange.degradation.push("tokens_estimated");
  exchange.ttftMs = elapsedMs(exchange);
  const body = encoder.encode(JSON.stringify({ input_tokens: asked.estimatedTokens }));
  const response = answerOf(exchange, body, "json");
  await recordEnding(exchange, { outcome: "completed", status: 200, errorCode: null, use: null });
  return response;
}

const encoder = new TextEncoder();
