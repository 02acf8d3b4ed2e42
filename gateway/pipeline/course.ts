import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import type { RouteCandidate, RoutePlan } from "../../shared/routing/plan_route.ts";
import { hasFreshCredential } from "../targets/resolve_target.ts";
import { RETRIES_OF_THE_LAST, retryPauseMs } from "../targets/retry_schedule.ts";
import type { AttemptFailure, AttemptSkipped } from "./attempt_result.ts";
import type { Caller, Exchange } from "./exchange.ts";
import type { GatewayError } from "./gateway_error.ts";

/** The most attempts for one request, whatever its route says. */
export const ATTEMPTS_MAX = 8;

export type Turn =
  | {
    state: "try";
    candidate: RouteCandidate;
    /** Credentials that are not to be tried again. */
    triedCredentials: ReadonlySet<string>;
    pauseMs: number;
  }
  | { state: "over"; error: GatewayError };

/** What a request's attempts share. */
export interface CourseLimits {
  caller: Caller;
  plan: RoutePlan;
  /** When the request must be over, monotonic milliseconds. */
  deadlineMs: number;
}

/**
 * Decides what is tried after a failure, the first of which is the first candidate's: another credential of the same target
 * at once; the same target after a pause, as often as it says; the next target of the route; and where there is none, the
 * last one again. A target whose circuit is open is passed over, and costs no attempt.
 */
export class Course {
  readonly #exchange: Exchange;
  readonly #limits: CourseLimits;
  #candidate: RouteCandidate;
  #triedCredentials = new Set<string>();
  #retriesDone = 0;
  #last: FailedTry | null = null;
  /** Of the targets that were passed over the one that may be tried the soonest. */
  #soonest: AttemptSkipped | null = null;

  constructor(exchange: Exchange, limits: CourseLimits) {
    this.#exchange = exchange;
    this.#limits = limits;
    this.#candidate = limits.plan.first;
  }

  afterFailure(failure: AttemptFailure): Turn {
    const last = this.#last = { failure, candidate: this.#candidate, retriesDone: this.#retriesDone };
    if (failure.credentialId !== null) this.#triedCredentials.add(failure.credentialId);
    if (!this.#mayGoOn()) return this.#over();
    if (this.#hasOtherCredential(failure)) return this.#try(0);
    const { retries } = last.candidate.target;
    const again = retries === undefined ? null : this.#again(last, retries);
    return again ?? this.#next(failure.errorClass) ?? this.#lastAgain() ?? this.#over();
  }

  /** The target was not called: what opened its circuit counts as its failure. */
  afterSkip(skipped: AttemptSkipped): Turn {
    if (this.#soonest === null || skipped.retryAfterMs < this.#soonest.retryAfterMs) this.#soonest = skipped;
    return this.#next(skipped.errorClass) ?? this.#lastAgain() ?? this.#over();
  }

  #mayGoOn(): boolean {
    const { clock } = this.#exchange.gateway.dependencies;
    return this.#exchange.attemptsBegun < ATTEMPTS_MAX && clock.monotonic() < this.#limits.deadlineMs;
  }

  #next(errorClass: ErrorClass): Turn | null {
    const next = this.#limits.plan.next(errorClass);
    if (next === null) return null;
    this.#candidate = next;
    this.#triedCredentials = new Set();
    this.#retriesDone = 0;
    return this.#try(0);
  }

  /** No other target is left: the one that was called last may be tried again if it does not say how often. */
  #lastAgain(): Turn | null {
    const last = this.#last;
    if (last === null || last.candidate.target.retries !== undefined || !this.#mayGoOn()) return null;
    return this.#again(last, RETRIES_OF_THE_LAST);
  }

  #again({ failure, candidate, retriesDone }: FailedTry, retries: number): Turn | null {
    const { gateway } = this.#exchange;
    const { clock, random, targetHealth } = gateway.dependencies;
    // A process that is to end keeps nobody waiting.
    if (!failure.isRetryable || retriesDone >= retries || gateway.isDraining) return null;
    if (targetHealth.refusal(this.#limits.caller.key.tenantId, candidate.target) !== null) return null;
    const pauseMs = retryPauseMs(retriesDone, {
      retryAfterMs: failure.error.retryAfterMs,
      leftMs: this.#limits.deadlineMs - clock.monotonic(),
      random,
    });
    if (pauseMs === null) return null;
    this.#candidate = candidate;
    this.#retriesDone = retriesDone + 1;
    // After a pause each credential is as good as it was.
    this.#triedCredentials = new Set();
    return this.#try(pauseMs);
  }

  #try(pauseMs: number): Turn {
    return { state: "try", candidate: this.#candidate, triedCredentials: this.#triedCredentials, pauseMs };
  }

  /** A target that was called tells more of what is wrong than one that was passed over. */
  #over(): Turn {
    return { state: "over", error: (this.#last?.failure ?? this.#soonest!).error };
  }

  /** What a provider says of one credential (too fast, not valid) does not hold for another one of the same target. */
  #hasOtherCredential({ credentialId, errorClass }: AttemptFailure): boolean {
    if (credentialId === null || (errorClass !== "rate_limited" && errorClass !== "authentication")) return false;
    const { target } = this.#candidate;
    return hasFreshCredential(this.#exchange.gateway, this.#limits.caller.tenant, target, this.#triedCredentials);
  }
}

interface FailedTry {
  failure: AttemptFailure;
  candidate: RouteCandidate;
  /** How often it had been tried again before. */
  retriesDone: number;
}
