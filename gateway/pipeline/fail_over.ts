import type { RouteCandidate } from "../../shared/routing/plan_route.ts";
import { hasFreshCredential } from "../targets/resolve_target.ts";
import { attempt } from "./attempt.ts";
import { DEFAULT_TIMEOUTS } from "./attempt_deadline.ts";
import type { AttemptResult } from "./attempt_run.ts";
import type { Caller, Exchange, ModelRequest, PlannedRoute } from "./exchange.ts";
import { GatewayError } from "./gateway_error.ts";

/** An answer that may be begun. */
export type Answer = Extract<AttemptResult, { state: "whole" | "streaming" }>;

/** The most attempts for one request, whatever its route says. */
export const ATTEMPTS_MAX = 8;

/**
 * Tries one candidate after another until one answers. All attempts share one deadline, which is the first target's total
 * timeout, and the budget of `ATTEMPTS_MAX`. Throws the last failure when there is no other way, and
 * `client_closed_request` when the client has gone.
 */
export async function failOver(
  exchange: Exchange,
  request: { caller: Caller; asked: ModelRequest; route: PlannedRoute },
): Promise<Answer> {
  const { caller, asked, route } = request;
  const { clock } = exchange.gateway.dependencies;
  let candidate: RouteCandidate = route.plan.first;
  let triedCredentials = new Set<string>();
  const deadlineMs = clock.monotonic() + (candidate.target.timeouts?.totalMs ?? DEFAULT_TIMEOUTS.totalMs);
  for (;;) {
    if (exchange.client.gone) throw new GatewayError("client_closed_request");
    const result = await attempt(exchange, { caller, asked, candidate }, { triedCredentials, deadlineMs });
    if (result.state === "cancelled") throw new GatewayError("client_closed_request");
    if (result.state !== "failed") return result;
    if (exchange.attemptsBegun >= ATTEMPTS_MAX || clock.monotonic() >= deadlineMs) throw result.error;
    if (result.credentialId !== null) triedCredentials.add(result.credentialId);
    if (mayTryOtherCredential(exchange, result, { caller, candidate, triedCredentials })) continue;
    const next = route.plan.next(result.errorClass);
    if (next === null) throw result.error;
    candidate = next;
    triedCredentials = new Set();
  }
}

/** What a provider says of one credential (too fast, not valid) does not hold for another one of the same target. */
function mayTryOtherCredential(
  exchange: Exchange,
  failure: Extract<AttemptResult, { state: "failed" }>,
  tried: { caller: Caller; candidate: RouteCandidate; triedCredentials: ReadonlySet<string> },
): boolean {
  if (failure.credentialId === null) return false;
  if (failure.errorClass !== "rate_limited" && failure.errorClass !== "authentication") return false;
  return hasFreshCredential(exchange.gateway, tried.caller.tenant, tried.candidate.target, tried.triedCredentials);
}
