import { GatewayFixture, type GatewayOptions } from "./gateway_fixture.ts";

/** A gateway behind a real server on a free port of this machine. */
export class ServedGateway extends GatewayFixture {
  readonly port: number;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(options: GatewayOptions = {}) {
    super(options);
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, this.handler);
    this.port = this.#server.addr.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.#server.shutdown();
  }
}
