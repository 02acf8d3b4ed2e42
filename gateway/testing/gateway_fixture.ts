import { testWireDependencies } from "../wires/testing/wire_dependencies.ts";
import { MetricRegistry } from "../../shared/metrics/metric_registry.ts";
import { PriceBook } from "../../shared/pricing/price_book.ts";
import { type Clock, systemClock } from "../../shared/time/clock.ts";
import type { GatheredBodies } from "../bodies/gathered_bodies.ts";
import type { AnswerCache } from "../cache/answer_cache.ts";
import { MemoryAnswerCache } from "../cache/memory_answer_cache.ts";
import { Limiter } from "../limits/limiter.ts";
import { type GatewayHandler, gatewayHandler } from "../http/handler.ts";
import { RequestMetrics } from "../observability/request_metrics.ts";
import type { GatewayDependencies } from "../pipeline/dependencies.ts";
import { MockUpstream } from "../providers/mock/mock_upstream.ts";
import { createAdapterRegistry } from "../providers/registry.ts";
import type { Fleet } from "../../shared/transport/fleet.ts";
import { MemoryFleet } from "../../shared/transport/memory/memory_fleet.ts";
import { MemoryReservationLedger } from "../../shared/transport/memory/memory_reservation_ledger.ts";
import type { ReservationLedger } from "../../shared/transport/reservation_ledger.ts";
import { MemoryBreakerBoard } from "../../shared/transport/memory/memory_breaker_board.ts";
import type { BreakerBoard } from "../../shared/transport/breaker_board.ts";
import { LocalKms } from "../../shared/vault/local_kms.ts";
import { Vault } from "../../shared/vault/vault.ts";
import { TargetHealth } from "../targets/target_health.ts";
import type { Upstream } from "../upstream/upstream.ts";
import { RecordingLog } from "./recording_log.ts";
import { TenantFixture, type TenantOptions } from "./tenant_fixture.ts";

export interface GatewayOptions extends TenantOptions {
  /** Default: the machine's own. */
  clock?: Clock;
  /** Default: one in memory. */
  answerCache?: AnswerCache;
  /** Default: one in memory of its own. */
  breakerBoard?: BreakerBoard;
  /** Default: one in memory of its own, which knows the tenant. */
  ledger?: ReservationLedger;
  /** Default: one in memory of its own. */
  fleet?: Fleet;
  /** This gateway among several. Default `test`. */
  instance?: string;
  /** Default: none. */
  internalSecret?: string;
  /** Default: one with a master key of its own. */
  vault?: GatewayDependencies["vault"];
  /** Where every provider is. Default: the mock provider. */
  upstream?: Upstream;
  /** Where the providers of a kind are, where it is not the same for all. Default: `upstream`. */
  upstreamFor?: GatewayDependencies["upstreamFor"];
  /** Default: none. */
  tracing?: GatewayDependencies["tracing"];
  /** Default: no. */
  traceToProviders?: boolean;
  random?: () => number;
  bodyBytesMax?: number;
  requestsInFlightMax?: number;
  requestBodyMs?: number;
  answerUnreadMs?: number;
  problems?: string[];
}

export interface LogEvent {
  level: "info" | "warn" | "error";
  event: string;
  fields: Record<string, unknown>;
}

/** A gateway of one tenant, with its records and log events in memory; dispose of it at the end of the test. */
export class GatewayFixture implements AsyncDisposable {
  readonly tenant: TenantFixture;
  readonly log = new RecordingLog();
  readonly events: LogEvent[] = [];
  /** What was handed over to be captured. */
  readonly bodies: GatheredBodies[] = [];
  readonly handler: GatewayHandler;
  readonly dependencies: GatewayDependencies;
  /** Renews nothing until a test starts it. */
  readonly limiter: Limiter;
  readonly #upstream: Upstream;

  constructor(options: GatewayOptions = {}) {
    const clock = options.clock ?? systemClock;
    const random = options.random ?? (() => 0.5);
    this.tenant = new TenantFixture(options);
    this.#upstream = options.upstream ?? new MockUpstream({ clock, random });
    const note = (level: LogEvent["level"]) => (event: string, fields: Record<string, unknown> = {}) =>
      void this.events.push({ level, event, fields });
    const instance = options.instance ?? "test";
    const board = options.breakerBoard ?? new MemoryBreakerBoard(clock);
    const logger = { info: note("info"), warn: note("warn"), error: note("error") };
    const fleet = options.fleet ?? new MemoryFleet(clock);
    this.limiter = new Limiter({ ledger: options.ledger ?? this.#ownLedger(clock), fleet, clock, logger, instance });
    const metricRegistry = new MetricRegistry();
    this.dependencies = {
      snapshot: this.tenant,
      recordLog: this.log,
      bodyQueue: { offer: (bodies) => void this.bodies.push(bodies) },
      limiter: this.limiter,
      answerCache: options.answerCache ?? new MemoryAnswerCache({ clock }),
      adapters: createAdapterRegistry({ ...testWireDependencies(), now: () => clock.now() }),
      targetHealth: new TargetHealth({ clock, random, board, instance }),
      upstreamFor: options.upstreamFor ?? (() => this.#upstream),
      priceBook: new PriceBook(),
      clock,
      random,
      logger,
      metrics: new RequestMetrics(metricRegistry),
      tracing: options.tracing ?? null,
      traceToProviders: options.traceToProviders ?? false,
      metricRegistry,
      metricsAccess: "secret",
      limits: {
        bodyBytesMax: options.bodyBytesMax ?? 1024 * 1024,
        requestsInFlightMax: options.requestsInFlightMax ?? 100,
        requestBodyMs: options.requestBodyMs ?? 30_000,
        answerUnreadMs: options.answerUnreadMs ?? 60_000,
      },
      problems: () => options.problems ?? [],
      internalSecret: options.internalSecret ?? null,
      vault: options.vault ?? new Vault(LocalKms.parse(`k1:${btoa("0123456789abcdef0123456789abcdef")}`)),
      build: "test",
      instance,
    };
    this.handler = gatewayHandler(this.dependencies);
  }

  /** Sends a chat request as the tenant's client would; `body` may be a text that is no JSON. */
  async chat(body: Record<string, unknown> | string, headers: Record<string, string> = {}): Promise<Response> {
    return await this.handler(this.request("/v1/chat/completions", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string"
        ? body
        : JSON.stringify({ messages: [{ role: "user", content: "Hello" }], ...body }),
    }));
  }

  /** A request with the tenant's key, unless `headers` name another (null: none). */
  request(path: string, init: RequestInit = {}): Request {
    const headers = new Headers(init.headers);
    if (!headers.has("authorization")) headers.set("authorization", `Bearer ${this.tenant.token.token}`);
    if (headers.get("authorization") === "none") headers.delete("authorization");
    return new Request(`http://gateway.test${path}`, { ...init, headers });
  }

  #ownLedger(clock: Clock): ReservationLedger {
    const ledger = new MemoryReservationLedger(clock);
    void ledger.rebuild(this.tenant.entry.tenantId, "epoch-1", []);
    return ledger;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Waiting for requests in flight here would hide the failure of a test that left some.
    this.handler.close();
    await this.limiter.stop();
    await this.#upstream.close();
  }
}

/** The `error` object of an answer. */
export async function errorOf(
  response: Response,
): Promise<{ message: string; type: string; param: unknown; code: string }> {
  return (await response.json()).error;
}
