import type { RoutePlan } from "../../shared/routing/plan_route.ts";
import { attempt } from "./attempt.ts";
import { DEFAULT_TIMEOUTS } from "./attempt_deadline.ts";
import type { AttemptFailure, AttemptResult, AttemptSkipped } from "./attempt_result.ts";
import { Course, type Turn } from "./course.ts";
import type { Caller, Exchange, ModelRequest, PlannedRoute } from "./exchange.ts";
import { GatewayError } from "./gateway_error.ts";
import { pause } from "./pause.ts";

/** An answer that may be begun. */
export type Answer = Extract<AttemptResult, { state: "whole" | "streaming" }>;

/**
 * Tries one candidate after another until one answers, in the order and with the pauses that `Course` decides. All attempts
 * and pauses share one deadline, which is the first target's total timeout, and the budget of `ATTEMPTS_MAX`. Throws the
 * last failure when there is no other way, `upstream_circuit_open` when no target could be called at all, and
 * `client_closed_request` when the client has gone.
 */
export function failOver(
  exchange: Exchange,
  { caller, asked, route: { plan } }: { caller: Caller; asked: ModelRequest; route: PlannedRoute },
): Promise<Answer> {
  if (exchange.client.gone) throw new GatewayError("client_closed_request");
  const totalMs = plan.first.target.timeouts?.totalMs ?? DEFAULT_TIMEOUTS.totalMs;
  const deadlineMs = exchange.gateway.dependencies.clock.monotonic() + totalMs;
  const first = attempt(exchange, { caller, asked, candidate: plan.first }, { triedCredentials: NONE, deadlineMs });
  // Most requests have their answer by then, and need no course.
  return first.then((result) => {
    const tried = uncancelled(result);
    return isAnswer(tried) ? tried : goOn(exchange, { caller, asked, plan, deadlineMs, tried });
  });
}

type Setback = AttemptFailure | AttemptSkipped;

function uncancelled(result: AttemptResult): Answer | Setback {
  if (result.state === "cancelled") throw new GatewayError("client_closed_request");
  return result;
}

function isAnswer(tried: Answer | Setback): tried is Answer {
  return tried.state === "whole" || tried.state === "streaming";
}

interface FirstTried {
  caller: Caller;
  asked: ModelRequest;
  plan: RoutePlan;
  deadlineMs: number;
  /** What came of the first attempt. */
  tried: Setback;
}

async function goOn(exchange: Exchange, { caller, asked, plan, deadlineMs, tried }: FirstTried): Promise<Answer> {
  const course = new Course(exchange, { caller, plan, deadlineMs });
  const after = (setback: Setback): Turn =>
    setback.state === "skipped" ? course.afterSkip(setback) : course.afterFailure(setback);
  let turn = after(tried);
  while (turn.state === "try") {
    if (turn.pauseMs > 0) await pause(exchange, turn.pauseMs);
    if (exchange.client.gone) throw new GatewayError("client_closed_request");
    const { candidate, triedCredentials } = turn;
    const result = await attempt(exchange, { caller, asked, candidate }, { triedCredentials, deadlineMs });
    const next = uncancelled(result);
    if (isAnswer(next)) return next;
    turn = after(next);
  }
  throw turn.error;
}

const NONE: ReadonlySet<string> = new Set();
