import { addressIssue, type AddressPolicy, ANY_ADDRESS } from "../../shared/network/address_policy.ts";
import type { Upstream, UpstreamExchange, UpstreamFault, UpstreamRequest, UpstreamSink } from "./upstream.ts";
import { networkFault } from "./network_fault.ts";

/**
 * Sends through `fetch`. Connections are pooled by the runtime; compressed answers are decompressed by it.
 *
 * Limits of `fetch`: it does not tell when the connection stands, so that `connectTimeoutMs` cannot be told apart from
 * waiting for the head, which may rightly take a minute, and is not enforced here. A host that swallows packets is given
 * up when the caller's own timeout aborts the exchange, or when the operating system gives up connecting.
 *
 * Nor does it let the address be chosen: hosts are judged as they are written, and what a name leads to is for the proxy to
 * judge, for whose sake this implementation is used.
 *
 * While an exchange is paused its body is not read: at most the one chunk already asked for arrives (64 KiB), the
 * runtime's and the kernel's buffers fill, and the provider is held back.
 */
export class FetchUpstream implements Upstream {
  readonly #fetch: typeof fetch;
  readonly #policy: AddressPolicy;
  readonly #exchanges = new Set<FetchExchange>();

  /** `policy`: which hosts may be asked; default all. */
  constructor(fetcher: typeof fetch = fetch, policy: AddressPolicy = ANY_ADDRESS) {
    this.#fetch = fetcher;
    this.#policy = policy;
  }

  send(request: UpstreamRequest, sink: UpstreamSink): UpstreamExchange {
    const exchange = new FetchExchange(request, sink);
    this.#exchanges.add(exchange);
    exchange.run(this.#fetch, this.#policy).finally(() => this.#exchanges.delete(exchange));
    return exchange;
  }

  close(): Promise<void> {
    for (const exchange of this.#exchanges) exchange.abort();
    return Promise.resolve();
  }
}

class FetchExchange implements UpstreamExchange {
  readonly #request: UpstreamRequest;
  readonly #sink: UpstreamSink;
  readonly #controller = new AbortController();
  #isOver = false;
  #isPaused = false;
  /** Set while the reading loop waits for `resume`. */
  #wake: (() => void) | null = null;

  constructor(request: UpstreamRequest, sink: UpstreamSink) {
    this.#request = request;
    this.#sink = sink;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#wakeUp();
  }

  abort(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#controller.abort();
    this.#wakeUp();
  }

  /** Never rejects. */
  async run(fetcher: typeof fetch, policy: AddressPolicy): Promise<void> {
    let fault: UpstreamFault | null;
    try {
      // Never before `send` has returned.
      await Promise.resolve();
      const { url } = this.#request;
      const refused = URL.canParse(url) ? addressIssue(new URL(url), policy) : null;
      fault = refused === null ? await this.#exchange(fetcher) : { errorClass: "connection", detail: refused };
    } catch (error) {
      fault = networkFault(this.#request, error);
    }
    // After an abort the sink hears nothing, the error that the abort itself caused least of all.
    if (this.#isOver) return;
    this.#isOver = true;
    if (fault === null) this.#sink.end();
    else this.#sink.error(fault);
  }

  async #exchange(fetcher: typeof fetch): Promise<UpstreamFault | null> {
    const { method, url, headers, body } = this.#request;
    const response = await fetcher(url, {
      method,
      headers,
      body,
      // Followed, a redirect would carry the credential to wherever it points.
      redirect: "manual",
      signal: this.#controller.signal,
    });
    if (this.#isOver) return null;
    if (isRedirect(response)) {
      this.#controller.abort();
      return { errorClass: "malformed", detail: `${hostOf(url)} answered with a redirect, which is not followed` };
    }
    this.#sink.head(response.status, response.headers);
    if (response.body !== null) await this.#read(response.body);
    return null;
  }

  async #read(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const reader = body.getReader();
    for (;;) {
      if (this.#isPaused && !this.#isOver) await new Promise<void>((resolve) => this.#wake = resolve);
      if (this.#isOver) return;
      const { value, done } = await reader.read();
      if (done) return;
      // The abort may have come while the chunk was on its way.
      if (this.#isOver) return;
      this.#sink.data(value);
    }
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }
}

function isRedirect(response: Response): boolean {
  return response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400);
}

function hostOf(url: string): string {
  return new URL(url).host;
}
