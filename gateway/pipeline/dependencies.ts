import type { ProviderKind } from "../../shared/contracts/provider_kind.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { MetricRegistry } from "../../shared/metrics/metric_registry.ts";
import type { MetricsAccess } from "../../shared/metrics/metrics_access.ts";
import type { PriceBook } from "../../shared/pricing/price_book.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Vault } from "../../shared/vault/vault.ts";
import type { BodyQueue } from "../bodies/body_queue.ts";
import type { AnswerCache } from "../cache/answer_cache.ts";
import type { Limiter } from "../limits/limiter.ts";
import type { RequestTracing } from "../observability/request_tracing.ts";
import type { RequestMetrics } from "../observability/request_metrics.ts";
import type { AdapterRegistry } from "../providers/registry.ts";
import type { RecordLog } from "../records/record_log.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import type { TargetHealth } from "../targets/target_health.ts";
import type { Upstream } from "../upstream/upstream.ts";

/** Everything that the request path works with; nothing in it reaches past this. */
export interface GatewayDependencies {
  snapshot: Snapshot;
  recordLog: RecordLog;
  /** Takes prompts and answers of projects that capture them. */
  bodyQueue: Pick<BodyQueue, "offer">;
  /** Answers that routes with a cache give again. */
  answerCache: AnswerCache;
  /** Admission by the limits that a counter is kept for. */
  limiter: Limiter;
  /** How each kind of provider is spoken to; null for a kind that this build cannot call. */
  adapters: AdapterRegistry;
  /** How the targets are doing: what is open, what cools, what is fast. */
  targetHealth: TargetHealth;
  /** How providers of a kind are reached: the mock within the process, the others over the network. */
  upstreamFor(kind: ProviderKind): Upstream;
  priceBook: PriceBook;
  clock: Clock;
  /** From 0 inclusive to 1 exclusive. */
  random(): number;
  /** One structured event a request, and faults of our own. */
  logger: Logger;
  /** Counts requests. */
  metrics: RequestMetrics;
  /** Tells OpenTelemetry of requests; null: nobody does, and it costs nothing. */
  tracing: RequestTracing | null;
  /** Whether providers are told the `traceparent` that a client sent. */
  traceToProviders: boolean;
  /** What `/metrics` tells, and whom. */
  metricRegistry: MetricRegistry;
  metricsAccess: MetricsAccess;
  /** What all processes on the port tell together; left out: this one is alone. */
  allMetrics?(): Promise<string>;
  limits: {
    /** The largest request body, bytes. */
    bodyBytesMax: number;
    /** Requests in flight in this process before new ones are turned away. */
    requestsInFlightMax: number;
    /** How long a body of any length may take to arrive, milliseconds; a long one has more. */
    requestBodyMs: number;
    /** How long a client may read nothing of a stream that is ready for it, milliseconds. */
    answerUnreadMs: number;
  };
  /** Why this gateway cannot do its job at the moment, for `/readyz`; empty when it can. */
  problems(): readonly string[];
  /** What operators want to know besides, for `/readyz`: figures and states, no names of anybody. */
  details?(): Readonly<Record<string, unknown>>;
  /** Whoever shows it may see names in `/readyz` and use `/internal`; null: nobody may. */
  internalSecret: string | null;
  /** Opens provider keys that come with internal requests. */
  vault: Pick<Vault, "open">;
  build: string;
  /** This process, as records and acknowledgements name it. */
  instance: string;
}
