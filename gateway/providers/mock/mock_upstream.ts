import { REQUEST_HEADERS } from "../../../shared/contracts/headers.ts";
import type { Clock } from "../../../shared/time/clock.ts";
import type { Upstream, UpstreamExchange, UpstreamRequest, UpstreamSink } from "../../upstream/upstream.ts";
import { asObject, asString, parseJson } from "../../wires/untyped.ts";
import { composeMockAnswer } from "./mock_answer.ts";
import { mockEmbeddings } from "./mock_embeddings.ts";
import { MockExchange } from "./mock_exchange.ts";
import { type MockScript, type ParsedMockScript, parseMockScript } from "./mock_script.ts";
import { type MockStep, planMock, planMockError, planMockWhole } from "./plan_mock.ts";
import { TimerQueue } from "./timer_queue.ts";

/**
 * A provider inside the process, reached as any other is: it speaks OpenAI's chat completions and embeddings, and
 * answers as it is told by the model's name and the header `x-perpetuo-mock` (see `docs/mock-provider.md`). Answers that
 * take no time use no timer; all others share one.
 */
export class MockUpstream implements Upstream {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #timers: TimerQueue;
  readonly #exchanges = new Set<MockExchange>();
  readonly #scripts = new Map<string, ParsedMockScript>();
  #answers = 0;

  /** `random` gives numbers from 0 up to 1; only `flaky` models ask for one. */
  constructor(dependencies: { clock: Clock; random: () => number }) {
    this.#clock = dependencies.clock;
    this.#random = dependencies.random;
    this.#timers = new TimerQueue(dependencies.clock);
  }

  send(request: UpstreamRequest, sink: UpstreamSink): UpstreamExchange {
    const exchange = new MockExchange(this.#plan(request), sink, {
      timers: this.#timers,
      onOver: (over) => this.#exchanges.delete(over),
    });
    this.#exchanges.add(exchange);
    return exchange;
  }

  close(): Promise<void> {
    for (const exchange of [...this.#exchanges]) exchange.abort();
    return Promise.resolve();
  }

  #plan(request: UpstreamRequest): MockStep[] {
    const body = request.body === null ? null : asObject(parseJson(decoder.decode(request.body)));
    const model = asString(body?.["model"]);
    if (body === null || model === null) {
      return planMockError(PLAIN, 400, "The body must be a JSON object with a model.");
    }
    const parsed = this.#script(model, request.headers[REQUEST_HEADERS.mock] ?? null);
    if (parsed.state === "invalid") return planMockError(PLAIN, 400, parsed.detail);
    const { script } = parsed;
    const status = script.status ?? (script.flaky > 0 && this.#random() < script.flaky ? 500 : null);
    if (status !== null) return planMockError(script, status);
    if (isForEmbeddings(request)) {
      const answer = mockEmbeddings(body, parsed.model, script);
      if (answer.state === "invalid") return planMockError(script, 400, answer.detail);
      return planMockWhole(script, answer.bytes);
    }
    const created = Math.floor(this.#clock.now() / 1_000);
    const identity = { id: `chatcmpl-mock-${++this.#answers}`, created, model: parsed.model };
    return planMock(script, identity, composeMockAnswer(body, script), {
      stream: body["stream"] === true,
      usageAsked: asObject(body["stream_options"])?.["include_usage"] === true,
    });
  }

  #script(model: string, header: string | null): ParsedMockScript {
    const key = `${model}\n${header ?? ""}`;
    const known = this.#scripts.get(key);
    if (known !== undefined) return known;
    const parsed = parseMockScript(model, header);
    // Names come from clients: what is remembered must not grow with what they think up.
    if (this.#scripts.size >= SCRIPTS_MAX) this.#scripts.clear();
    this.#scripts.set(key, parsed);
    return parsed;
  }
}

function isForEmbeddings({ url }: UpstreamRequest): boolean {
  return url.split("?", 1)[0]!.endsWith("/embeddings");
}

const SCRIPTS_MAX = 1_000;
const decoder = new TextDecoder();
const PLAIN: MockScript = { latency: 0, interval: 0, flaky: 0, echo: false };
