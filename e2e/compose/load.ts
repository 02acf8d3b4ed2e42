import OpenAI from "openai";
import { systemClock } from "../../shared/time/clock.ts";
import { eventually } from "../../testing/eventually.ts";

export interface Failure {
  /** By the monotonic clock, milliseconds. */
  begunAt: number;
  why: string;
}

/** Official clients that ask one request after the other, half of them for streams. */
export class Load {
  readonly failed: Failure[] = [];
  /** Ids of requests that were answered whole. */
  readonly answered = new Set<string>();
  /** Ids of requests of which nothing more is known than that they began. */
  readonly begun = new Set<string>();
  readonly #client: OpenAI;
  readonly #clients: Promise<void>[];
  #stopped = false;

  /** `maxRetries`: how often a client asks again by itself; theirs is 2, default never. */
  constructor(to: { gatewayUrl: string; apiKey: string }, clients: number, { maxRetries = 0 } = {}) {
    this.#client = new OpenAI({ baseURL: `${to.gatewayUrl}/v1`, apiKey: to.apiKey, maxRetries });
    this.#clients = Array.from({ length: clients }, async (_, index) => {
      while (!this.#stopped) await this.#ask(index % 2 === 0);
    });
  }

  /** Resolves when so many more are answered. */
  untilAnswered(count: number): Promise<unknown> {
    const target = this.answered.size + count;
    return eventually(() => this.answered.size >= target, { timeoutMs: 60_000 });
  }

  /** Lets every client finish what it has under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#clients);
  }

  async #ask(stream: boolean): Promise<void> {
    const begunAt = systemClock.monotonic();
    const request = { model: "mock/demo?ttft=20&interval=40&chunks=10", messages: MESSAGES };
    try {
      if (stream) await this.#read(await this.#client.chat.completions.create({ ...request, stream }).withResponse());
      else {
        const { request_id } = await this.#client.chat.completions.create(request).withResponse();
        this.answered.add(request_id!);
      }
    } catch (error) {
      this.failed.push({ begunAt, why: String(error) });
    }
  }

  async #read(
    { data, request_id }: { data: AsyncIterable<OpenAI.ChatCompletionChunk>; request_id: string | null },
  ): Promise<void> {
    this.begun.add(request_id!);
    let finish: string | null = null;
    for await (const chunk of data) finish = chunk.choices[0]?.finish_reason ?? finish;
    if (finish !== "stop") throw new Error("the stream was cut off");
    this.begun.delete(request_id!);
    this.answered.add(request_id!);
  }
}

const MESSAGES = [{ role: "user" as const, content: "Tell me about containers." }];
