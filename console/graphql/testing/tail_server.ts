import { GraphQLError } from "graphql";
import { createSchema, createYoga } from "graphql-yoga";

export interface TailServerEvent {
  cursor: string;
  dropped: number;
  gap: boolean;
  log: { id: string };
}

/**
 * A server of live tails as the control plane is one, over HTTP: what it has to tell outlives every connection and every
 * restart, and a client's cursor is the position that it has read up to.
 */
export class TailServer implements AsyncDisposable {
  readonly #events: TailServerEvent[] = [];
  readonly #tails = new Set<Tail>();
  readonly #connections = new Set<Connection>();
  #server: Deno.HttpServer<Deno.NetAddr> | null = null;
  #port = 0;
  /** Thrown at whoever subscribes. */
  refusal: string | null = null;
  /** `after` of every subscription so far. */
  readonly subscribedAfter: (string | null)[] = [];
  /** Bodies of requests so far. */
  readonly bodies: Record<string, unknown>[] = [];

  readonly #yoga = createYoga({
    schema: createSchema({
      typeDefs: `
        type Query { ok: Boolean }
        type Log { id: ID! }
        type Event { cursor: String! dropped: Int! gap: Boolean! log: Log! }
        type Subscription { requestLogTail(after: String): Event! }
      `,
      resolvers: {
        Subscription: {
          requestLogTail: {
            subscribe: (_root: unknown, { after }: { after?: string | null }) => this.#subscribe(after ?? null),
            resolve: (event: TailServerEvent) => event,
          },
        },
      },
    }),
    logging: false,
    maskedErrors: false,
    graphqlEndpoint: "/graphql{/stream}?",
  });

  get url(): string {
    return `http://127.0.0.1:${this.#port}/graphql`;
  }

  /** The other address that the control plane answers at, in the same protocol. */
  get streamUrl(): string {
    return `${this.url}/stream`;
  }

  /** How many subscriptions are being served. */
  get subscriptions(): number {
    return this.#tails.size;
  }

  start(): void {
    this.#server = Deno.serve(
      // Breaking off is what this is for: nothing to report.
      {
        hostname: "127.0.0.1",
        port: this.#port,
        onListen: () => {},
        onError: () => new Response(null, { status: 500 }),
      },
      (request) => this.#answer(request),
    );
    this.#port = this.#server.addr.port;
  }

  /** Tells of records; `change` makes their events say something else. */
  tell(ids: readonly string[], change: Partial<TailServerEvent> = {}): void {
    for (const id of ids) {
      this.#events.push({ cursor: String(this.#events.length + 1), dropped: 0, gap: false, log: { id }, ...change });
    }
    for (const tail of this.#tails) tail.wake();
  }

  /** Breaks every connection off, or ends it as if all were said. */
  disconnect(how: "broken" | "closed"): void {
    for (const connection of this.#connections) connection.end(how);
  }

  /** Ends every subscription from within, as a server does that drains. */
  complete(): void {
    for (const tail of this.#tails) tail.return();
  }

  /** As a process that is killed. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    const stopped = server?.shutdown();
    this.disconnect("broken");
    await stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #answer(request: Request): Promise<Response> {
    this.bodies.push(await request.clone().json());
    const response = await this.#yoga.handleRequest(request, {});
    if (response.body === null) return new Response(null, response);
    const connection = new Connection(response.body, () => this.#connections.delete(connection));
    this.#connections.add(connection);
    return new Response(connection.body, { status: response.status, headers: response.headers });
  }

  #subscribe(after: string | null): Tail {
    this.subscribedAfter.push(after);
    if (this.refusal !== null) throw new GraphQLError("Not so.", { extensions: { code: this.refusal } });
    const tail = new Tail(this.#events, Number(after ?? this.#events.length), () => this.#tails.delete(tail));
    this.#tails.add(tail);
    return tail;
  }
}

/** The events from a position on; `return()` takes effect while `next()` waits, which a generator's does not. */
class Tail implements AsyncIterableIterator<TailServerEvent> {
  readonly #events: readonly TailServerEvent[];
  readonly #onEnd: () => void;
  #position: number;
  #ended = false;
  #wake: () => void = () => {};

  constructor(events: readonly TailServerEvent[], position: number, onEnd: () => void) {
    this.#events = events;
    this.#position = position;
    this.#onEnd = onEnd;
  }

  wake(): void {
    this.#wake();
  }

  async next(): Promise<IteratorResult<TailServerEvent>> {
    while (!this.#ended) {
      const event = this.#events[this.#position];
      if (event !== undefined) {
        this.#position++;
        return { done: false, value: event };
      }
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<TailServerEvent>> {
    this.#ended = true;
    this.#onEnd();
    this.#wake();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** An answer that can be broken off. */
class Connection {
  readonly body: ReadableStream<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #onEnd: () => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;

  constructor(source: ReadableStream<Uint8Array>, onEnd: () => void) {
    this.#reader = source.getReader();
    this.#onEnd = onEnd;
    this.body = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => this.#pass(),
      cancel: () => this.#release(),
    });
  }

  end(how: "broken" | "closed"): void {
    const controller = this.#controller;
    this.#release();
    if (how === "closed") controller?.close();
    else controller?.error(new Error("broken off"));
  }

  async #pass(): Promise<void> {
    const { value, done } = await this.#reader.read();
    if (this.#controller === null) return;
    if (!done) return this.#controller.enqueue(value);
    this.end("closed");
  }

  #release(): void {
    this.#controller = null;
    this.#onEnd();
    this.#reader.cancel().catch(() => {});
  }
}
