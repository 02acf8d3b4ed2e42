import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { request } from "./contract/contract_exchange.ts";
import { SocketUpstream } from "./socket_upstream.ts";
import { RawServer } from "./testing/raw_server.ts";
import { RecordingSink } from "./testing/recording_sink.ts";
import { testCertificate } from "../../testing/test_certificate.ts";

/** Passes bytes between a client and a server, and can cut them apart as somebody on the way could. */
class Relay {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #ends: Deno.Conn[] = [];
  readonly #passing: Promise<void>;

  constructor(serverUrl: string) {
    this.#passing = this.#pass(Number(new URL(serverUrl).port));
  }

  get url(): string {
    return `https://127.0.0.1:${this.#listener.addr.port}`;
  }

  cut(): void {
    for (const end of this.#ends.splice(0)) end.close();
  }

  async close(): Promise<void> {
    this.cut();
    this.#listener.close();
    await this.#passing;
  }

  async #pass(port: number): Promise<void> {
    const client = await this.#listener.accept();
    const server = await Deno.connect({ hostname: "127.0.0.1", port });
    this.#ends.push(client, server);
    await Promise.all([copy(client, server), copy(server, client)]);
  }
}

async function copy(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(65_536);
  try {
    for (let read = await from.read(buffer); read !== null; read = await from.read(buffer)) {
      for (let at = 0; at < read;) at += await to.write(buffer.subarray(at, read));
    }
  } catch {
    // Cut.
  }
}

test("ByteSocket.closed() tells the end that TLS was told from one that somebody on the way made up", async () => {
  const certificate = await testCertificate();
  for (const isCut of [false, true]) {
    const go = Promise.withResolvers<void>();
    using server = new RawServer(async (connection) => {
      // Nothing but the close says where this body ends.
      await connection.write("HTTP/1.1 200 OK\r\n\r\nthe beginning");
      await go.promise;
      if (!isCut) connection.close();
    }, { certificate });
    const relay = new Relay(server.url);
    const upstream = new SocketUpstream({ caCertificates: [certificate.authority] });
    const sink = new RecordingSink();
    upstream.send(request(relay.url), sink);
    await sink.until(() => sink.text === "the beginning");
    if (isCut) relay.cut();
    go.resolve();
    await sink.over();
    assert.deepEqual(sink.said, ["head", "data", isCut ? "error" : "end"]);
    if (isCut) assert.match(sink.fault!.detail, /: the connection was cut off$/);
    await upstream.close();
    await relay.close();
  }
});

test("ByteSocket takes certificates that are none for a fault of the connection", async () => {
  const certificate = await testCertificate();
  using server = new RawServer(() => Promise.resolve(), { certificate });
  const upstream = new SocketUpstream({ caCertificates: ["no certificate"] });
  const sink = new RecordingSink();
  upstream.send(request(server.url), sink);
  await sink.over();
  assert.deepEqual([sink.said, sink.fault!.errorClass], [["error"], "connection"]);
  await upstream.close();
});
