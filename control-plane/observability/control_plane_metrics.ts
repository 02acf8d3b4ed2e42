import { Counter } from "../../shared/metrics/counter.ts";
import { Histogram } from "../../shared/metrics/histogram.ts";
import { MetricRegistry, METRICS_TYPE } from "../../shared/metrics/metric_registry.ts";
import { addProcessMetrics } from "../../shared/metrics/process_metrics.ts";
import { showsSecret } from "../../shared/identifiers/internal_secret.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { CONTROL_PLANE_BUILD } from "../build.ts";
import type { ControlPlaneConfig } from "../config.ts";
import type { InsertedRecordsHook } from "../recorder/commit_records.ts";
import { addControlPlaneGauges, type GaugedParts } from "./control_plane_gauges.ts";

/** What kind of operation GraphQL was asked. */
export type OperationKind = "query" | "mutation" | "subscription";

/** What a control plane counts, and how it tells. */
export class ControlPlaneMetrics {
  readonly registry = new MetricRegistry();
  readonly #operations = new Counter(
    "perpetuo_graphql_operations_total",
    "Operations that ended; error: with errors.",
    {
      kind: KINDS,
      outcome: ["ok", "error"],
    },
  );
  readonly #cost = new Counter("perpetuo_graphql_cost_total", "What operations cost.", { kind: KINDS });
  readonly #duration = new Histogram("perpetuo_graphql_duration_seconds", "From execution to answer.", {
    bounds: SECONDS,
    labels: { kind: ["query", "mutation"] },
  });
  readonly #batches = new Counter("perpetuo_recorder_batches_total", "Transactions of the recorder.");
  readonly #lag = new Histogram(
    "perpetuo_recorder_lag_seconds",
    "From a request's end to its insert: a batch's oldest.",
    {
      bounds: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3_600],
    },
  );
  readonly #access: Pick<ControlPlaneConfig, "metricsAccess" | "internalSecret">;
  readonly #process: { stop(): Promise<void> };

  constructor(access: Pick<ControlPlaneConfig, "metricsAccess" | "internalSecret">) {
    this.#access = access;
    for (const family of [this.#operations, this.#cost, this.#duration, this.#batches, this.#lag]) {
      this.registry.add(family);
    }
    this.#process = addProcessMetrics(this.registry, { build: CONTROL_PLANE_BUILD, deployable: "control-plane" });
  }

  /** Tells of these parts too. */
  watch(parts: GaugedParts): void {
    addControlPlaneGauges(this.registry, parts);
  }

  /** Counts a batch once it is committed. */
  recordBatch(clock: Clock): InsertedRecordsHook {
    return (_transaction, inserted) => {
      const endedAt = inserted.reduce((oldest, { ts, timings }) => Math.min(oldest, ts + timings.totalMs), Infinity);
      return Promise.resolve(() => {
        this.#batches.add(1);
        // Two machines' clocks: what was stored before it ended is stored at once.
        this.#lag.observe(Math.max(0, clock.now() - endedAt) / 1_000);
      });
    };
  }

  /** An operation has ended; `cost` is null where it has none. */
  operated(
    kind: OperationKind,
    { failed, seconds, cost }: { failed: boolean; seconds: number; cost: number | null },
  ): void {
    this.#operations.add(1, kind, failed ? "error" : "ok");
    if (cost !== null) this.#cost.add(cost, kind);
    if (kind !== "subscription") this.#duration.observe(seconds, kind);
  }

  /** Answers `GET /metrics`; null, as if there were nothing, for whoever may not read it. */
  answer(request: Request): Promise<Response> | null {
    const { metricsAccess, internalSecret } = this.#access;
    if (request.method !== "GET" || metricsAccess === "off") return null;
    if (metricsAccess === "secret" && !showsSecret(request, internalSecret)) return null;
    return this.registry.render().then((text) => new Response(text, { headers: { "content-type": METRICS_TYPE } }));
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}

const KINDS = ["query", "mutation", "subscription"] as const;
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
