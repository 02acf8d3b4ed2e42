import type { InternalRequest } from "../../shared/contracts/internal_call.ts";
import type { ClientDialect } from "../dialects/client_dialect.ts";
import { actFor } from "./act_for.ts";
import { admit, shedLoad } from "./admit.ts";
import { authenticate } from "./authenticate.ts";
import { consultCache } from "./consult_cache.ts";
import { countTokens } from "./count_tokens.ts";
import { openExchange } from "./exchange.ts";
import { failOver } from "./fail_over.ts";
import type { Gateway } from "./gateway.ts";
import { plan } from "./plan.ts";
import { readRequest } from "./read_request.ts";
import { recordBegin } from "./record.ts";
import { respond, respondError } from "./respond.ts";
import { restrict } from "./restrict.ts";

/**
 * The whole path of a request in one of the client dialects; each step throws a `GatewayError` where the path ends early.
 * `origin`: what the control plane says of a request that it asks for; default null, a client's own.
 */
export async function answerRequest(
  gateway: Gateway,
  request: Request,
  dialect: ClientDialect,
  origin: InternalRequest | null = null,
): Promise<Response> {
  const exchange = openExchange(gateway, request, dialect, origin);
  try {
    // First, so that nothing of a stranger's request is read, and everything that follows is on somebody's record.
    // Nothing is awaited that is there already: on a path as short as this each await shows.
    const found = origin === null ? authenticate(exchange) : actFor(exchange, origin);
    const caller = found instanceof Promise ? await found : found;
    // Before the body: what is turned away must not have cost memory.
    shedLoad(exchange);
    const asked = await readRequest(exchange);
    const route = plan(exchange, caller, asked);
    // Before the cache: nobody is given the answer of a model that is not allowed.
    restrict(exchange, { caller, asked, route });
    const counted = countTokens(exchange, { caller, asked, route });
    if (counted !== null) return await counted;
    // Before admission: what was answered before costs nothing, and so reserves nothing.
    const lookup = consultCache(exchange, { caller, asked, route });
    const cached = lookup instanceof Promise ? await lookup : lookup;
    if (cached !== null) return cached;
    const admission = admit(exchange, caller);
    if (admission !== null) await admission;
    // Before dispatch: from here on a provider may charge for it, even if this process is killed.
    await recordBegin(exchange);
    const answer = await failOver(exchange, { caller, asked, route });
    // Meters and records before the last bytes go out: what a client has seen is on record.
    return await respond(exchange, answer);
  } catch (error) {
    return await respondError(exchange, error);
  }
}
