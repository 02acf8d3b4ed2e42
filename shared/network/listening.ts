export interface ListeningOptions {
  hostname: string;
  /** 0 takes a free one, and keeps it. */
  port: number;
  /** Whether other processes listen on the port, too. Default false. */
  reusePort?: boolean;
  handler: Deno.ServeHandler<Deno.NetAddr>;
  /** Answers what the handler throws. Default: the runtime's own. */
  onError?: (error: unknown) => Response;
  /** Default: as the runtime has it. */
  automaticCompression?: boolean;
}

/** One server of the runtime with its connections, and what may be done to it in which state: it refuses the rest. */
export class Listening {
  readonly addr: Deno.NetAddr;
  /** Resolves when no connection is left. */
  readonly gone: Promise<void>;
  /** Resolves, with the reason, when it takes no connection any more of itself; those that it has go on. */
  readonly broken: Promise<unknown>;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #cut = new AbortController();
  #state: "open" | "broken" | "over" = "open";
  #closed: Promise<void> | null = null;

  constructor({ handler, ...options }: ListeningOptions) {
    this.#server = Deno.serve({ ...options, signal: this.#cut.signal, onListen: () => {} }, handler);
    this.addr = this.#server.addr;
    const broken = Promise.withResolvers<unknown>();
    this.broken = broken.promise;
    this.gone = this.#server.finished.then(() => {}, (error) => {
      this.#state = "broken";
      broken.resolve(error);
      return this.close();
    }).then(() => void (this.#state = "over"));
  }

  /** Listens no more, closes connections without a request; resolves when the others have ended. Never rejects. */
  close(): Promise<void> {
    // One that was cut off has closed already.
    return this.#closed ??= (this.#cut.signal.aborted ? this.#server.finished : this.#server.shutdown()).catch(
      () => {},
    );
  }

  /** Breaks every connection. One that is broken cannot be told to, and its requests end by themselves. */
  cut(): void {
    // Nor may one that is closing already: the runtime has given its handle away, and would end the process.
    if (this.#state === "open" && this.#closed === null) this.#cut.abort();
  }
}
