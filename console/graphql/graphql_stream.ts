import { formatDocument, stringifyDocument } from "@urql/core";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { DocumentNode } from "graphql";
import type { Clock } from "../../shared/time/clock.ts";

export interface GraphqlStreamOptions {
  url: string;
  document: DocumentNode & { documentId?: string };
  variables: Readonly<Record<string, unknown>>;
  fetch: typeof fetch;
  clock: Clock;
  /** A connection on which nothing comes for so long is taken for dead, in milliseconds; servers ping every 12 s. */
  silenceMsMax: number;
  signal: AbortSignal;
  /** The subscription stands: whatever happens from now on is told. */
  onOpen(): void;
  onResult(result: StreamedResult): void;
}

export interface StreamedResult {
  data?: unknown;
  errors?: readonly StreamedError[];
}

export interface StreamedError {
  message: string;
  extensions?: Readonly<Record<string, unknown>>;
}

export type StreamEnd =
  /** The server says that there is nothing more, or just closed. */
  | { kind: "closed" }
  /** The network failed, the connection fell silent, the signal aborted, or what came could not be read. */
  | { kind: "lost" }
  /** The server answered with something other than a stream; `errors` are empty where it did not speak GraphQL. */
  | { kind: "refused"; status: number; errors: readonly StreamedError[] };

/**
 * Subscribes once, by the graphql-sse protocol over a connection of its own, and resolves with how it ended. Rejects with
 * nothing but what `onOpen` and `onResult` throw.
 */
export async function readGraphqlStream(options: GraphqlStreamOptions): Promise<StreamEnd> {
  const silence = new AbortController();
  const watch = new SilenceWatch(options, silence);
  try {
    const response = await subscribe(options, AbortSignal.any([options.signal, silence.signal]));
    if (response === null) return { kind: "lost" };
    if (!isStream(response)) return { kind: "refused", status: response.status, errors: await errorsOf(response) };
    // A refusal may come as a stream of one event, with the status of its error.
    if (response.ok) options.onOpen();
    return await readEvents(response.body!, () => watch.heard(), options.onResult);
  } finally {
    watch.stop();
  }
}

async function subscribe(options: GraphqlStreamOptions, signal: AbortSignal): Promise<Response | null> {
  const { fetch, url } = options;
  const headers = { "content-type": "application/json", "accept": "text/event-stream" };
  return await fetch(url, { method: "POST", headers, body: requestBody(options), signal }).catch(() => null);
}

/** Aborts when nothing was heard for too long. One delay at a time, however much is heard. */
class SilenceWatch {
  readonly #stop = new AbortController();
  readonly #clock: Clock;
  #heardMs: number;

  constructor({ clock, silenceMsMax }: GraphqlStreamOptions, silence: AbortController) {
    this.#clock = clock;
    this.#heardMs = clock.monotonic();
    this.#run(silenceMsMax).then(
      () => silence.abort(new Error(`nothing heard for ${silenceMsMax} ms`)),
      // Stopped: the stream ended by itself.
      () => {},
    );
  }

  heard(): void {
    this.#heardMs = this.#clock.monotonic();
  }

  stop(): void {
    this.#stop.abort();
  }

  async #run(silenceMsMax: number): Promise<void> {
    for (;;) {
      const leftMs = this.#heardMs + silenceMsMax - this.#clock.monotonic();
      if (leftMs <= 0) return;
      await this.#clock.delay(leftMs, this.#stop.signal);
    }
  }
}

function requestBody({ document, variables }: GraphqlStreamOptions): string {
  const { documentId } = document;
  if (documentId !== undefined) return JSON.stringify({ documentId, variables });
  // With type names, as the client sends its own: the proxy knows that text, and the cache needs them.
  return JSON.stringify({ query: stringifyDocument(formatDocument(document)), variables });
}

function isStream(response: Response): boolean {
  return response.body !== null && /^text\/event-stream\b/i.test(response.headers.get("content-type") ?? "");
}

async function readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onHeard: () => void,
  onResult: (result: StreamedResult) => void,
): Promise<StreamEnd> {
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const chunk = await reader.read().catch(() => null);
      if (chunk === null) return { kind: "lost" };
      if (chunk.done) return { kind: "closed" };
      onHeard();
      parser.feed(decoder.decode(chunk.value, { stream: true }));
      for (const { event, data } of events.splice(0)) {
        if (event === "complete") return { kind: "closed" };
        const result = event === "next" ? parsed(data) : undefined;
        if (result === null) return { kind: "lost" };
        if (result !== undefined) onResult(result);
      }
    }
  } finally {
    // The connection must not outlive its reader.
    reader.cancel().catch(() => {});
  }
}

function parsed(data: string): StreamedResult | null {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

/** The errors of an answer in JSON; none when it is anything else. */
async function errorsOf(response: Response): Promise<readonly StreamedError[]> {
  const answer = await response.json().catch(() => null);
  if (!Array.isArray(answer?.errors)) return [];
  return answer.errors.filter((error: unknown): error is StreamedError =>
    typeof (error as StreamedError | null)?.message === "string"
  );
}
