import { testWireDependencies } from "../wires/testing/wire_dependencies.ts";
import { PriceBook } from "../../shared/pricing/price_book.ts";
import { type Clock, systemClock } from "../../shared/time/clock.ts";
import type { GatheredBodies } from "../bodies/gathered_bodies.ts";
import type { AnswerCache } from "../cache/answer_cache.ts";
import { MemoryAnswerCache } from "../cache/memory_answer_cache.ts";
import { type GatewayHandler, gatewayHandler } from "../http/handler.ts";
import type { GatewayDependencies } from "../pipeline/dependencies.ts";
import { MockUpstream } from "../providers/mock/mock_upstream.ts";
import { createAdapterRegistry } from "../providers/registry.ts";
import { MemoryBreakerBoard } from "../../shared/transport/memory/memory_breaker_board.ts";
import type { BreakerBoard } from "../../shared/transport/breaker_board.ts";
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
  /** This gateway among several. Default `test`. */
  instance?: string;
  /** Default: none. */
  internalSecret?: string;
  /** Where every provider is. Default: the mock provider. */
  upstream?: Upstream;
  /** Where the providers of a kind are, where it is not the same for all. Default: `upstream`. */
  upstreamFor?: GatewayDependencies["upstreamFor"];
  random?: () => number;
  bodyBytesMax?: number;
  requestsInFlightMax?: number;
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
    this.dependencies = {
      snapshot: this.tenant,
      recordLog: this.log,
      bodyQueue: { offer: (bodies) => void this.bodies.push(bodies) },
      answerCache: options.answerCache ?? new MemoryAnswerCache({ clock }),
      adapters: createAdapterRegistry({ ...testWireDependencies(), now: () => clock.now() }),
      targetHealth: new TargetHealth({ clock, random, board, instance }),
      upstreamFor: options.upstreamFor ?? (() => this.#upstream),
      priceBook: new PriceBook(),
      clock,
      random,
      logger: { info: note("info"), warn: note("warn"), error: note("error") },
      limits: {
        bodyBytesMax: options.bodyBytesMax ?? 1024 * 1024,
        requestsInFlightMax: options.requestsInFlightMax ?? 100,
      },
      problems: () => options.problems ?? [],
      internalSecret: options.internalSecret ?? null,
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

  async [Symbol.asyncDispose](): Promise<void> {
    // Waiting for requests in flight here would hide the failure of a test that left some.
    this.handler.close();
    await this.#upstream.close();
  }
}

/** The `error` object of an answer. */
export async function errorOf(
  response: Response,
): Promise<{ message: string; type: string; param: unknown; code: string }> {
  return (await response.json()).error;
}
