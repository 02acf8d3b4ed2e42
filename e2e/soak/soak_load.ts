import { RESPONSE_HEADERS } from "../../shared/contracts/headers.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { emptyReport, type LoadReport } from "../chaos/load.ts";
import type { ChaosGateway, ChaosWorld } from "../chaos/world.ts";
import { SOAK_MODEL } from "./soak_world.ts";

/** What went by since somebody last asked. */
export interface LoadWindow {
  answered: number;
  /** Refused by the provider, or broken off by it, as told. */
  providerFaults: number;
  cancelled: number;
  failures: number;
  /** From sending to the head of the answer, milliseconds. */
  headMs: number[];
}

/**
 * Requests at a fixed rate, whether answers come or not, to each gateway in turn: half of them streamed, every fiftieth
 * left in the middle of its answer. As official clients do, one whose connection breaks before its answer is sent again.
 */
export class SoakLoad {
  readonly report = emptyReport();
  sentAgain = 0;
  /** Requests that were not sent because too many were under way. */
  held = 0;
  readonly #world: ChaosWorld;
  readonly #apiKey: string;
  readonly #underWay = new Set<Promise<void>>();
  #window: LoadWindow = emptyWindow();
  #sent = 0;
  #stopped = false;
  #pacing: Promise<void> = Promise.resolve();

  constructor(world: ChaosWorld) {
    this.#world = world;
    this.#apiKey = world.apiKey;
  }

  /** Takes what went by since the last time. */
  takeWindow(): LoadWindow {
    const window = this.#window;
    this.#window = emptyWindow();
    return window;
  }

  /** `ratePerSecond`: requests a second, from now until it is stopped. */
  start(ratePerSecond: number): void {
    this.#pacing = this.#pace(ratePerSecond);
  }

  /** As many as go through with so many clients that ask one after the other, requests a second. */
  async peak({ clients, ms }: { clients: number; ms: number }): Promise<number> {
    const endMs = systemClock.monotonic() + ms;
    const before = this.report.answered.size;
    await Promise.all(Array.from({ length: clients }, async () => {
      while (systemClock.monotonic() < endMs) await this.#ask(this.#sent++);
    }));
    return (this.report.answered.size - before) / (ms / 1_000);
  }

  async stop(): Promise<LoadReport> {
    this.#stopped = true;
    await this.#pacing;
    await Promise.all(this.#underWay);
    return this.report;
  }

  async #pace(ratePerSecond: number): Promise<void> {
    const startMs = systemClock.monotonic();
    let due = 0;
    while (!this.#stopped) {
      const total = Math.floor((systemClock.monotonic() - startMs) / 1_000 * ratePerSecond);
      for (; due < total; due++) {
        if (this.#underWay.size >= UNDER_WAY_MAX) this.held++;
        else this.#begin();
      }
      await systemClock.delay(5);
    }
  }

  #begin(): void {
    const asking = this.#ask(this.#sent++);
    this.#underWay.add(asking);
    void asking.then(() => this.#underWay.delete(asking));
  }

  async #ask(turn: number): Promise<void> {
    const { gateways } = this.#world;
    const failures: string[] = [];
    for (let hop = 0; hop < TRIES_MAX; hop++) {
      try {
        if (await this.#send(gateways[(turn + hop) % gateways.length]!, turn)) return;
        failures.push("it is about to stop");
      } catch (error) {
        failures.push(error instanceof Error ? `${error.message} ${error.cause ?? ""}` : String(error));
      }
      this.sentAgain++;
    }
    this.#fail(`no gateway took the request: ${failures.join("; ")}`);
  }

  /** Whether the gateway took it. Throws when the connection breaks before there is an answer. */
  async #send(gateway: ChaosGateway, turn: number): Promise<boolean> {
    const stream = turn % 2 === 0;
    const leaving = new AbortController();
    const startMs = systemClock.monotonic();
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${this.#apiKey}` },
      body: stream ? STREAMED : WHOLE,
      signal: leaving.signal,
    });
    const headMs = systemClock.monotonic() - startMs;
    this.#window.headMs.push(headMs);
    this.report.slowestHeadMs = Math.max(this.report.slowestHeadMs, headMs);
    const id = response.headers.get(RESPONSE_HEADERS.requestId)!;
    try {
      return await this.#read(response, { id, leaving: stream && turn % 50 === 0 ? leaving : null });
    } catch (error) {
      this.#fail(`${response.status}, then ${error}`);
      return true;
    }
  }

  async #read(response: Response, { id, leaving }: { id: string; leaving: AbortController | null }): Promise<boolean> {
    const { begun, answered } = this.report;
    if (response.status === 200 && leaving !== null) {
      begun.add(id);
      await response.body!.getReader().read();
      leaving.abort();
      this.#window.cancelled++;
      return true;
    }
    const text = await response.text();
    if (response.status === 200 && (text.endsWith("data: [DONE]\n\n") || text.startsWith("{"))) {
      answered.add(id);
      this.#window.answered++;
      return true;
    }
    const code = /"code":"(\w+)"/.exec(text)?.[1] ?? "none";
    if (code === "shutting_down") return false;
    begun.add(id);
    if (/^(upstream|stream)_/.test(code)) this.#window.providerFaults++;
    else this.#fail(`${response.status} ${code}`);
    return true;
  }

  #fail(reason: string): void {
    this.#window.failures++;
    this.report.failures.push(reason);
  }
}

function emptyWindow(): LoadWindow {
  return { answered: 0, providerFaults: 0, cancelled: 0, failures: 0, headMs: [] };
}

const UNDER_WAY_MAX = 1_000;
const TRIES_MAX = 4;

/** Long enough to be estimated at no less than the 500 tokens that the provider says it had. */
const PROMPT = "The quick brown fox jumps over the lazy dog. ".repeat(49);
const body = (stream: boolean) =>
  JSON.stringify({ model: SOAK_MODEL, stream, max_tokens: 500, messages: [{ role: "user", content: PROMPT }] });
const WHOLE = body(false);
const STREAMED = body(true);
