import type { Upstream, UpstreamExchange, UpstreamFault, UpstreamRequest, UpstreamSink } from "../upstream/upstream.ts";

/** An upstream whose answers the test gives by hand, step by step. */
export class DrivenUpstream implements Upstream {
  readonly calls: DrivenCall[] = [];
  #taken = 0;
  #waiters: (() => void)[] = [];

  send(request: UpstreamRequest, sink: UpstreamSink): UpstreamExchange {
    const call = new DrivenCall(request, sink);
    this.calls.push(call);
    for (const resolve of this.#waiters.splice(0)) resolve();
    return call;
  }

  /** The next call that has not been taken, as soon as it is made. */
  async next(): Promise<DrivenCall> {
    const index = this.#taken++;
    while (this.calls.length <= index) await new Promise<void>((resolve) => this.#waiters.push(resolve));
    return this.calls[index]!;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export class DrivenCall implements UpstreamExchange {
  readonly request: UpstreamRequest;
  readonly #sink: UpstreamSink;
  readonly #aborted = Promise.withResolvers<void>();
  isAborted = false;
  isPaused = false;

  constructor(request: UpstreamRequest, sink: UpstreamSink) {
    this.request = request;
    this.#sink = sink;
  }

  /** Resolves when the gateway has left the call. */
  get aborted(): Promise<void> {
    return this.#aborted.promise;
  }

  get body(): Record<string, unknown> {
    return JSON.parse(new TextDecoder().decode(this.request.body!));
  }

  head(status: number, headers: Record<string, string> = {}): void {
    if (!this.isAborted) this.#sink.head(status, { get: (name) => headers[name] ?? null });
  }

  data(text: string): void {
    if (!this.isAborted) this.#sink.data(new TextEncoder().encode(text));
  }

  end(): void {
    if (!this.isAborted) this.#sink.end();
  }

  error(fault: UpstreamFault): void {
    if (!this.isAborted) this.#sink.error(fault);
  }

  /** A whole answer at once. */
  answer(status: number, body: unknown, headers: Record<string, string> = {}): void {
    this.head(status, headers);
    this.data(JSON.stringify(body));
    this.end();
  }

  /** One event of a stream. */
  event(data: unknown): void {
    this.data(`data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`);
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  abort(): void {
    this.isAborted = true;
    this.#aborted.resolve();
  }
}

/** A whole answer in OpenAI's words. */
export function completion(
  text: string,
  usage = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
): unknown {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "gpt-4o-2024-08-06",
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
    usage,
  };
}

/** One chunk of a stream in OpenAI's words. */
export function chunk(delta: Record<string, unknown>, finishReason: string | null = null): unknown {
  return {
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "gpt-4o-2024-08-06",
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  };
}

/** The chunk that tells what was used. */
export function usageChunk(usage = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 }): unknown {
  return {
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "gpt-4o-2024-08-06",
    choices: [],
    usage,
  };
}
