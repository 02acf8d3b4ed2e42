import { NOT_ALLOWED } from "../../shared/network/address_policy.ts";
import { type Clock, systemClock } from "../../shared/time/clock.ts";
import { ConnectionPool, type PoolOptions } from "./connection_pool.ts";
import { faultDetail } from "./network_fault.ts";
import { requestBytes } from "./request_bytes.ts";
import { TargetReader } from "./request_target.ts";
import { type ExchangeOwner, SocketExchange } from "./socket_exchange.ts";
import type { Upstream, UpstreamExchange, UpstreamRequest, UpstreamSink } from "./upstream.ts";

/**
 * An HTTP/1.1 client of the gateway's own on TCP and TLS sockets: it takes a fifth of the CPU time of `fetch` for a request
 * and for a chunk of a stream, two fifths under TLS (bench/upstream.ts). Connections are kept and used again.
 * `connectTimeoutMs` covers the look-up of the name, TCP and TLS; a connection that the server had closed while it was idle
 * is replaced once, unheard. Redirects are not followed, proxies are not used. Connections are made to allowed addresses
 * alone: a name's addresses are judged after the look-up, and it is those that are connected to.
 *
 * Certificates are checked against the roots of the runtime (`DENO_TLS_CA_STORE`, `DENO_CERT`, `NODE_EXTRA_CA_CERTS`),
 * unless the options bring their own.
 */
export class SocketUpstream implements Upstream, ExchangeOwner {
  readonly clock: Clock;
  readonly pool: ConnectionPool;
  readonly #targets: TargetReader;
  /** Those that are not over, in no order; each knows its place. */
  readonly #exchanges: SocketExchange[] = [];
  #isClosed = false;

  constructor(options: PoolOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.pool = new ConnectionPool(options);
    this.#targets = new TargetReader(options.addressPolicy);
  }

  send(request: UpstreamRequest, sink: UpstreamSink): UpstreamExchange {
    if (this.#isClosed) return refused(request, sink, "the gateway is stopping");
    const target = this.#targets.read(request.url);
    if (target === null) return refused(request, sink, "not an address that requests can be sent to");
    if (!target.allowed) return refused(request, sink, `the host ${NOT_ALLOWED}`);
    const bytes = requestBytes(request, target);
    if (bytes === null) return refused(request, sink, "a header of the request is not valid");
    const { url, headers, connectTimeoutMs } = request;
    const exchange = new SocketExchange({ url, headers, connectTimeoutMs, target, bytes }, sink, this);
    exchange.index = this.#exchanges.push(exchange) - 1;
    exchange.start();
    return exchange;
  }

  over(exchange: SocketExchange): void {
    const { index } = exchange;
    if (this.#exchanges[index] !== exchange) return;
    const last = this.#exchanges.pop()!;
    if (index === this.#exchanges.length) return;
    this.#exchanges[index] = last;
    last.index = index;
  }

  /** How many connections are idle. */
  get idle(): number {
    return this.pool.idle;
  }

  /** Opens a connection to where the URL leads, unless one is idle already; nobody hears of a failure. Never throws. */
  warm(url: string): void {
    const target = this.#targets.read(url);
    if (target?.allowed && !this.#isClosed) this.pool.warm(target.origin, WARM_TIMEOUT_MS);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const exchange of [...this.#exchanges]) exchange.abort();
    await this.pool.close();
  }
}

/** A request that never reaches the network; the sink hears so after `send` has returned. */
function refused(request: UpstreamRequest, sink: UpstreamSink, reason: string): UpstreamExchange {
  let isOver = false;
  queueMicrotask(() => {
    if (!isOver) sink.error({ errorClass: "connection", detail: faultDetail(request, reason) });
  });
  const abort = () => {
    isOver = true;
  };
  return { pause: () => {}, resume: () => {}, abort };
}

const WARM_TIMEOUT_MS = 5_000;
