import { REQUEST_HEADERS, RESPONSE_HEADERS } from "../../shared/contracts/headers.ts";
import { CACHED_ANSWER_BYTES_MAX } from "../../shared/contracts/route_cache.ts";
import { cacheDigest } from "../cache/cache_digest.ts";
import type { CachedAnswer, CacheLookup } from "../cache/answer_cache.ts";
import { answerOf } from "./answer_headers.ts";
import { type Caller, elapsedMs, type Exchange, type ModelRequest, type PlannedRoute } from "./exchange.ts";
import { recordEnding } from "./record.ts";

/**
 * Looks for an answer to exactly this request where its route keeps answers, and gives it; null when there is none. From
 * then on the exchange knows what becomes of the answer that a provider gives. A route without a cache costs nothing.
 */
export function consultCache(
  exchange: Exchange,
  { caller, asked, route }: { caller: Caller; asked: ModelRequest; route: PlannedRoute },
): Promise<Response | null> | Response | null {
  const cache = route.route?.cache;
  if (cache === undefined) return null;
  const wish = cacheWish(exchange.request.headers.get(REQUEST_HEADERS.cacheControl));
  const { answerBytesMax = CACHED_ANSWER_BYTES_MAX } = cache;
  exchange.cache = { state: wish === "use" ? "miss" : "bypass", answer: null, keep: null, answerBytesMax };
  if (wish === "no_store") return null;
  const { answerCache, clock } = exchange.gateway.dependencies;
  const digest = cacheDigest({
    projectId: caller.project.id,
    routeId: route.route!.id,
    target: route.plan.first.target,
    provider: exchange.provider,
    dialect: exchange.dialect.name,
    body: asked.body,
    header: (name) => exchange.request.headers.get(name),
  });
  const place = { tenantId: caller.key.tenantId, digest };
  exchange.cache.keep = (answer) => {
    answerCache.put(place, { ...answer, storedAtMs: clock.now() }, cache.ttlSeconds * 1_000);
  };
  if (wish === "no_cache") return null;
  const lookup = answerCache.get(place);
  return lookup instanceof Promise ? lookup.then((found) => giveFound(exchange, found)) : giveFound(exchange, lookup);
}

type CacheWish = "use" | "no_cache" | "no_store";

/** Of `cache-control` (RFC 9111) the two directives of a request that matter here; the stricter one wins. */
function cacheWish(header: string | null): CacheWish {
  if (header === null) return "use";
  const directives = header.toLowerCase().split(",").map((directive) => directive.trim());
  if (directives.includes("no-store")) return "no_store";
  return directives.includes("no-cache") || directives.includes("max-age=0") ? "no_cache" : "use";
}

function giveFound(exchange: Exchange, lookup: CacheLookup): Promise<Response> | null {
  switch (lookup.state) {
    case "hit":
      return giveAnswer(exchange, lookup.answer);
    case "miss":
      return null;
    case "unavailable":
      exchange.degradation.push("cache_unavailable");
      return null;
  }
}

/** The bytes that another client got; on record before they go out, as every answer is. */
async function giveAnswer(exchange: Exchange, answer: CachedAnswer): Promise<Response> {
  exchange.cache = { ...exchange.cache!, state: "hit", answer, keep: null };
  exchange.droppedFields = answer.droppedFields;
  exchange.ttftMs = elapsedMs(exchange);
  const response = answerOf(exchange, answer.bytes, answer.stream ? "stream" : "json");
  const ageMs = exchange.gateway.dependencies.clock.now() - answer.storedAtMs;
  response.headers.append(RESPONSE_HEADERS.age, String(Math.max(0, Math.floor(ageMs / 1_000))));
  exchange.bodies?.append(answer.bytes);
  const { tokens, modelServed } = answer;
  const use = { facts: { tokens, modelServed, serviceTier: null } };
  await recordEnding(exchange, { outcome: "completed", status: 200, errorCode: null, use });
  return response;
}
