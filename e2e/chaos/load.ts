import { ERROR_CODES } from "../../shared/contracts/error_code.ts";
import { RESPONSE_HEADERS } from "../../shared/contracts/headers.ts";
import { systemClock } from "../../shared/time/clock.ts";
import type { ChaosGateway, ChaosWorld } from "./world.ts";

/** What one request costs, exactly: 500 tokens in and 500 out at the mock provider's price. */
export const REQUEST_NANO_USD = 1_000_000;

export interface LoadOptions {
  clients: number;
  /** Milliseconds that an answer takes. */
  answerMs: number;
  /** Which share of the requests is streamed, 0 to 1. */
  streamed: number;
  /** What a client waits for after a denial, milliseconds. Default 20. */
  pauseAfterDenialMs?: number;
  model?: string;
}

/** What the clients know of their requests. */
export interface LoadReport {
  /** Ids of those answered whole. */
  answered: Set<string>;
  /** Ids of those of which something came. */
  begun: Set<string>;
  /** How many were denied, by code. */
  denied: Map<string, number>;
  /** Broken off because their gateway was taken away. */
  cutOff: number;
  /** What went wrong without a reason that the scenario gave. */
  failures: string[];
  /** Answers that were not at their best, by what `x-perpetuo-degraded` said. */
  degraded: Map<string, number>;
  /** How long the slowest head took, milliseconds. */
  slowestHeadMs: number;
}

/** Of clients that have not asked yet. */
export function emptyReport(): LoadReport {
  return {
    answered: new Set(),
    begun: new Set(),
    denied: new Map(),
    cutOff: 0,
    failures: [],
    degraded: new Map(),
    slowestHeadMs: 0,
  };
}

/** Clients that ask one after another, each of the gateways in turn, until they are stopped. */
export class Load {
  readonly report = emptyReport();
  readonly #world: ChaosWorld;
  readonly #options: LoadOptions;
  readonly #running: Promise<unknown>;
  #stopped = false;

  constructor(world: ChaosWorld, options: LoadOptions) {
    this.#world = world;
    this.#options = options;
    this.#running = Promise.all(Array.from({ length: options.clients }, (_, client) => this.#run(client)));
  }

  /** Lets every client finish what it has under way. */
  async stop(): Promise<LoadReport> {
    this.#stopped = true;
    await this.#running;
    return this.report;
  }

  async #run(client: number): Promise<void> {
    const { gateways } = this.#world;
    for (let turn = client; !this.#stopped; turn++) {
      const stream = (turn * 7919 % 100) / 100 < this.#options.streamed;
      // As a load balancer does: one that takes no connection, or is about to stop, hands its turn to the next, and one that
      // has said that it is about to stop is not asked again before it is back.
      for (let hop = 0; hop < gateways.length; hop++) {
        const isLast = hop === gateways.length - 1;
        if (gateways[(turn + hop) % gateways.length]!.isLeaving && !isLast) continue;
        if (await this.#ask(gateways[(turn + hop) % gateways.length]!, stream) !== "elsewhere") break;
        if (isLast) this.report.failures.push("no gateway took the request");
      }
    }
  }

  async #ask(gateway: ChaosGateway, stream: boolean): Promise<"done" | "elsewhere"> {
    const { downs } = gateway;
    let id: string | null = null;
    const startMs = systemClock.monotonic();
    gateway.underWay++;
    try {
      const response = await fetch(`${gateway.url}/v1/chat/completions`, this.#request(stream));
      id = response.headers.get(RESPONSE_HEADERS.requestId);
      this.report.slowestHeadMs = Math.max(this.report.slowestHeadMs, systemClock.monotonic() - startMs);
      if (response.status === 200) return await this.#read(response, id!, stream);
      const outcome = await this.#readError(response);
      if (outcome === "elsewhere") gateway.isLeaving = true;
      return outcome;
    } catch (error) {
      if (id === null && downs === gateway.downs && (!gateway.isUp || isRefused(error))) return "elsewhere";
      // One that died takes what it had under way along; nothing else may break off.
      if (gateway.downs !== downs) this.report.cutOff++;
      else this.report.failures.push(reasonOf(error));
      return "done";
    } finally {
      gateway.underWay--;
    }
  }

  async #read(response: Response, id: string, stream: boolean): Promise<"done"> {
    this.report.begun.add(id);
    const degraded = response.headers.get(RESPONSE_HEADERS.degraded);
    if (degraded !== null) count(this.report.degraded, degraded);
    const text = await response.text();
    if (stream && !text.trimEnd().endsWith("data: [DONE]")) throw new Error(`the stream ended in ${text.slice(-200)}`);
    this.report.answered.add(id);
    return "done";
  }

  async #readError(response: Response): Promise<"done" | "elsewhere"> {
    const { error } = await response.json();
    if (error.code === "shutting_down") return "elsewhere";
    const isLimit = LIMIT_CODES.has(error.code);
    if (!isLimit) this.report.failures.push(`${response.status} ${error.code}: ${error.message}`);
    else count(this.report.denied, error.code);
    await systemClock.delay(this.#options.pauseAfterDenialMs ?? 20);
    return "done";
  }

  #request(stream: boolean): RequestInit {
    const { answerMs, model = "mock/demo" } = this.#options;
    const pace = stream ? `ttft=5,chunks=10,interval=${Math.round(answerMs / 10)}` : `ttft=${answerMs}`;
    return {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${this.#world.apiKey}`,
        "x-perpetuo-mock": `input_tokens=500,output_tokens=500,${pace}`,
      },
      body: stream ? STREAMED(model) : WHOLE(model),
    };
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof TypeError && /refused/i.test(reasonOf(error));
}

function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause ? `${error}: ${error.cause}` : String(error);
}

const LIMIT_CODES: ReadonlySet<string> = new Set(
  Object.keys(ERROR_CODES).filter((code) => /_exceeded$|_not_allowed$|^limiter_/.test(code)),
);

/** Long enough to be estimated at no less than the 500 tokens that the mock says it had. */
const PROMPT = "The quick brown fox jumps over the lazy dog. ".repeat(49);

const body = (model: string, stream: boolean) =>
  JSON.stringify({ model, stream, max_tokens: 500, messages: [{ role: "user", content: PROMPT }] });
const WHOLE = (model: string) => body(model, false);
const STREAMED = (model: string) => body(model, true);

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
