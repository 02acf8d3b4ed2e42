import assert from "node:assert/strict";
import { privateAddressesSchema } from "../../shared/network/address_policy.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { request, sendAndHear } from "./contract/contract_exchange.ts";
import { SocketUpstream } from "./socket_upstream.ts";
import { RawServer } from "./testing/raw_server.ts";
import { testCertificate } from "../../testing/test_certificate.ts";
import { warmConnections } from "./warm_connections.ts";

const ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

test("SocketUpstream.warm() opens one connection to an origin, which the first request takes", async () => {
  const certificate = await testCertificate();
  for (const options of [{}, { certificate }]) {
    using server = new RawServer(({ write }) => write(ANSWER), options);
    const upstream = new SocketUpstream({ caCertificates: [certificate.authority] });
    const url = server.url.replace("127.0.0.1", "localhost");
    upstream.warm(`${url}/v1`);
    upstream.warm(`${url}/v2`);
    await eventually(() => upstream.idle === 1);
    upstream.warm(`${url}/v1`);
    const { said } = await sendAndHear(upstream, request(`${url}/v1`));
    assert.deepEqual([said.at(0), server.accepted], ["head", 1]);
    await upstream.close();
  }
});

test("SocketUpstream.warm() opens nothing to a host that is refused, or when it is closed, and minds no failure", async () => {
  using server = new RawServer(({ write }) => write(ANSWER));
  const refusing = new SocketUpstream({ addressPolicy: privateAddressesSchema.parse("deny") });
  for (const host of ["127.0.0.1", "localhost"]) refusing.warm(server.url.replace("127.0.0.1", host));
  refusing.warm("no address");
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  taken.close();
  const closing = new SocketUpstream();
  closing.warm(`http://127.0.0.1:${port}`);
  await closing.close();
  closing.warm(server.url);
  await refusing.close();
  assert.deepEqual([server.accepted, refusing.idle, closing.idle], [0, 0, 0]);
});

test("SocketUpstream.warm() keeps an idle connection no longer than any other", async () => {
  using server = new RawServer(({ write }) => write(ANSWER));
  const clock = new ManualClock();
  const upstream = new SocketUpstream({ clock, idleTimeoutMs: 5_000 });
  upstream.warm(server.url);
  await eventually(() => upstream.idle === 1);
  await clock.advance(7_000);
  assert.equal(upstream.idle, 0);
  await upstream.close();
});

test("warmConnections() asks once for each address of a revision's providers, and not for the mock's", () => {
  const urls: string[] = [];
  const provider = (kind: string, baseUrl: string | null) => ({ kind, baseUrl, name: "p", credentials: [] }) as never;
  const many = Array.from({ length: 20 }, (_, index) => provider("openai_compatible", `https://p${index}.example/v1`));
  warmConnections({ warm: (url) => void urls.push(url) }, {
    providers: [provider("mock", null), provider("openai", null), provider("openai", null), ...many],
  });
  assert.deepEqual([urls.length, urls[0], urls[1]], [16, "https://api.openai.com/v1", "https://p0.example/v1"]);
});
