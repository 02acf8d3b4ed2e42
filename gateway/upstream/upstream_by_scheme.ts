import type { Upstream, UpstreamExchange, UpstreamRequest, UpstreamSink } from "./upstream.ts";

/**
 * Sends what is meant for the mock provider (`mock:`) to one upstream and everything else to another, so that the
 * pipeline knows one upstream only. No base URL that is configured can name the mock: those are http and https.
 */
export class UpstreamByScheme implements Upstream {
  readonly #network: Upstream;
  readonly #mock: Upstream;

  constructor(upstreams: { network: Upstream; mock: Upstream }) {
    this.#network = upstreams.network;
    this.#mock = upstreams.mock;
  }

  send(request: UpstreamRequest, sink: UpstreamSink): UpstreamExchange {
    return (request.url.startsWith("mock:") ? this.#mock : this.#network).send(request, sink);
  }

  async close(): Promise<void> {
    await Promise.all([this.#network.close(), this.#mock.close()]);
  }
}
