import { attempt } from "./attempt.ts";
import { DEFAULT_TIMEOUTS } from "./attempt_deadline.ts";
import type { AttemptResult } from "./attempt_result.ts";
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
export async function failOver(
  exchange: Exchange,
  request: { caller: Caller; asked: ModelRequest; route: PlannedRoute },
): Promise<Answer> {
  const { caller, asked, route: { plan } } = request;
  const totalMs = plan.first.target.timeouts?.totalMs ?? DEFAULT_TIMEOUTS.totalMs;
  const deadlineMs = exchange.gateway.dependencies.clock.monotonic() + totalMs;
  // Most requests need none.
  let course: Course | null = null;
  let turn: Turn = { state: "try", candidate: plan.first, triedCredentials: NONE, pauseMs: 0 };
  while (turn.state === "try") {
    if (turn.pauseMs > 0) await pause(exchange, turn.pauseMs);
    if (exchange.client.gone) throw new GatewayError("client_closed_request");
    const { candidate, triedCredentials } = turn;
    const result = await attempt(exchange, { caller, asked, candidate }, { triedCredentials, deadlineMs });
    switch (result.state) {
      case "whole":
      case "streaming":
        return result;
      case "cancelled":
        throw new GatewayError("client_closed_request");
      case "failed":
        course ??= new Course(exchange, { caller, plan, deadlineMs });
        turn = course.afterFailure(result);
        break;
      case "skipped":
        course ??= new Course(exchange, { caller, plan, deadlineMs });
        turn = course.afterSkip(result);
        break;
    }
  }
  throw turn.error;
}

const NONE: ReadonlySet<string> = new Set();
