import { ERROR_CODES } from "../../shared/contracts/error_code.ts";
import { errorClass } from "../../shared/contracts/error_class.ts";
import { type ProviderKind, providerKind } from "../../shared/contracts/provider_kind.ts";
import {
  type Attempt,
  type Dialect,
  dialect,
  type RequestOutcome,
  requestOutcome,
  type TokenCounts,
} from "../../shared/contracts/request_record.ts";
import { Counter } from "../../shared/metrics/counter.ts";
import { Histogram } from "../../shared/metrics/histogram.ts";
import type { MetricRegistry } from "../../shared/metrics/metric_registry.ts";
import type { LimiterDecision } from "../limits/limiter.ts";
import type { Exchange } from "../pipeline/exchange.ts";
import type { Metered } from "../pipeline/meter.ts";
import type { Ending } from "../pipeline/record.ts";

/**
 * What requests are counted by: tables of numbers of a fixed size, so that counting allocates nothing. Labels are kinds,
 * dialects, outcomes and codes of ours; no name of a tenant, route, key or model is among them.
 */
export class RequestMetrics {
  readonly #requests: Counter;
  readonly #responses: Counter;
  readonly #errors: Counter;
  readonly #duration: Histogram;
  readonly #overhead: Histogram;
  readonly #firstContent: Histogram;
  readonly #attempts: Counter;
  readonly #attemptDuration: Histogram;
  readonly #tokens: Counter;
  readonly #cost: Counter;
  readonly #unpriced: Counter;
  readonly #cached: Counter;
  readonly #decisions: Counter;
  readonly #admission: Histogram;
  readonly #places: Partial<Record<Dialect, Partial<Record<Kind, RequestPlaces>>>> = {};

  constructor(registry: MetricRegistry) {
    const counter = (name: string, help: string, labels = {}) => registry.add(new Counter(name, help, labels));
    const histogram = (name: string, help: string, options: ConstructorParameters<typeof Histogram>[2]) =>
      registry.add(new Histogram(name, help, options));
    const request = { dialect: dialect.options, provider_kind: KINDS };
    this.#requests = counter("perpetuo_requests_total", "Requests that ended.", {
      ...request,
      outcome: requestOutcome.options,
    });
    this.#responses = counter("perpetuo_responses_total", "Requests that ended, by the class of their HTTP status.", {
      dialect: dialect.options,
      status: STATUS_CLASSES,
    });
    this.#errors = counter("perpetuo_request_errors_total", "Requests that ended in an error, by its code.", {
      code: Object.keys(ERROR_CODES),
    });
    this.#duration = histogram("perpetuo_request_duration_seconds", "From receipt to the last byte.", {
      bounds: SECONDS,
      labels: request,
    });
    this.#overhead = histogram("perpetuo_request_overhead_seconds", "The gateway's own share of a request's time.", {
      bounds: FINE_SECONDS,
      labels: { dialect: dialect.options },
    });
    this.#firstContent = histogram("perpetuo_time_to_first_content_seconds", "From receipt to the first content.", {
      bounds: SECONDS,
      labels: request,
    });
    const attempt = { provider_kind: KINDS, outcome: ATTEMPT_OUTCOMES, error_class: [...errorClass.options, "none"] };
    this.#attempts = counter("perpetuo_attempts_total", "Calls of providers; skipped: passed over unasked.", attempt);
    this.#attemptDuration = histogram("perpetuo_attempt_duration_seconds", "From dispatch to a call's end.", {
      bounds: SECONDS,
      labels: { provider_kind: KINDS },
    });
    this.#tokens = counter(
      "perpetuo_tokens_total",
      "Tokens; input has those of the cache, output those of reasoning.",
      {
        provider_kind: KINDS,
        type: ["input", "output", "cache_read", "cache_write", "reasoning"],
      },
    );
    this.#cost = counter("perpetuo_cost_usd_total", "What requests cost at known prices.", { provider_kind: KINDS });
    this.#unpriced = counter("perpetuo_requests_unpriced_total", "Answers of a model without a known price.");
    this.#cached = counter("perpetuo_requests_cached_total", "Requests at routes with a cache.", {
      state: ["hit", "miss", "bypass"],
    });
    this.#decisions = counter("perpetuo_limiter_decisions_total", "Admissions; lost: counters could not be known.", {
      decision: ["admitted", "denied", "refused"],
      counters: ["known", "lost"],
    });
    this.#admission = histogram("perpetuo_limiter_wait_seconds", "How long requests waited for their admission.", {
      bounds: FINE_SECONDS,
    });
  }

  /** A request is over. */
  ended(exchange: Exchange, ending: Ending, { metered, totalMs }: { metered: Metered; totalMs: number }): void {
    const places = this.#placesOf(exchange.dialect.name, exchange.provider?.kind ?? NO_KIND);
    this.#requests.addAt(places.requests[ending.outcome], 1);
    this.#responses.addAt(places.responses[Math.floor(ending.status / 100)] ?? places.otherResponses, 1);
    if (ending.errorCode !== null) this.#errors.add(1, ending.errorCode);
    this.#duration.observeAt(places.duration, totalMs / 1_000);
    this.#overhead.observeAt(places.overhead, Math.max(0, totalMs - exchange.waitedMs) / 1_000);
    if (exchange.ttftMs !== null) this.#firstContent.observeAt(places.firstContent, exchange.ttftMs / 1_000);
    if (exchange.cache !== null) this.#cached.add(1, exchange.cache.state);
    if (ending.use !== null) this.#used(places, metered);
  }

  /** A call of a provider is over. */
  attempted(kind: string, { outcome, endMs }: Pick<Attempt, "outcome" | "endMs">, failedBy: string | null): void {
    this.#attempts.add(1, kind, outcome, failedBy ?? "none");
    this.#attemptDuration.observe(endMs / 1_000, kind);
  }

  /** A target was passed over: its circuit is open, or it cannot be called. */
  skipped(kind: string | undefined, failedBy: string): void {
    this.#attempts.add(1, kind ?? NO_KIND, "skipped", failedBy);
  }

  /** The limiter has decided. */
  decided({ state, isLost }: LimiterDecision, waitedMs: number): void {
    this.#decisions.add(1, state, isLost ? "lost" : "known");
    this.#admission.observe(waitedMs / 1_000);
  }

  #used(places: RequestPlaces, { tokens, costNanoUsd }: Metered): void {
    this.#tokens.addAt(places.tokens.input, tokens.input);
    this.#tokens.addAt(places.tokens.output, tokens.output);
    this.#tokens.addAt(places.tokens.cacheRead, tokens.cacheRead);
    this.#tokens.addAt(places.tokens.cacheWrite, tokens.cacheWrite);
    this.#tokens.addAt(places.tokens.reasoning, tokens.reasoning);
    if (costNanoUsd === null) this.#unpriced.add(1);
    else this.#cost.addAt(places.cost, costNanoUsd / 1e9);
  }

  /** There are a few dozen at most: dialects and kinds are ours. */
  #placesOf(dialectName: Dialect, kind: Kind): RequestPlaces {
    let places = this.#places[dialectName]?.[kind];
    if (places === undefined) {
      places = this.#findPlaces(dialectName, kind);
      (this.#places[dialectName] ??= {})[kind] = places;
    }
    return places;
  }

  #findPlaces(dialectName: Dialect, kind: Kind): RequestPlaces {
    const outcomes = requestOutcome.options.map((
      outcome,
    ) => [outcome, this.#requests.place(dialectName, kind, outcome)]);
    return {
      requests: Object.fromEntries(outcomes),
      responses: STATUS_CLASSES.map((status) => this.#responses.place(dialectName, status)),
      otherResponses: this.#responses.place(dialectName, "other"),
      duration: this.#duration.place(dialectName, kind),
      overhead: this.#overhead.place(dialectName),
      firstContent: this.#firstContent.place(dialectName, kind),
      tokens: {
        input: this.#tokens.place(kind, "input"),
        output: this.#tokens.place(kind, "output"),
        cacheRead: this.#tokens.place(kind, "cache_read"),
        cacheWrite: this.#tokens.place(kind, "cache_write"),
        reasoning: this.#tokens.place(kind, "reasoning"),
      },
      cost: this.#cost.place(kind),
    };
  }
}

/** Where a request of one dialect and kind is counted. */
interface RequestPlaces {
  requests: Readonly<Record<RequestOutcome, number>>;
  /** By the hundreds of the status. */
  responses: readonly number[];
  otherResponses: number;
  duration: number;
  overhead: number;
  firstContent: number;
  tokens: Readonly<Record<keyof TokenCounts, number>>;
  cost: number;
}

const NO_KIND = "none";
type Kind = ProviderKind | typeof NO_KIND;
const KINDS = [...providerKind.options, NO_KIND];
const ATTEMPT_OUTCOMES = ["completed", "failed", "cancelled", "skipped"];
/** By the hundreds; 0: there was no answer. */
const STATUS_CLASSES = ["none", "1xx", "2xx", "3xx", "4xx", "5xx"];
const SECONDS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const FINE_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];
