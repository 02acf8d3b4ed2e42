import assert from "node:assert/strict";
import { privateAddressesSchema } from "../../shared/network/address_policy.ts";
import { test } from "../../testing/test.ts";
import { FetchUpstream } from "./fetch_upstream.ts";
import { SocketUpstream } from "./socket_upstream.ts";
import type { Upstream } from "./upstream.ts";

/** How an exchange with the address went: `200`, or the fault. */
function outcomeOf(upstream: Upstream, url: string): Promise<string> {
  return new Promise((resolve) => {
    const request = {
      method: "POST" as const,
      url,
      headers: { authorization: "Bearer secret-0123" },
      body: null,
      connectTimeoutMs: 2_000,
    };
    upstream.send(request, {
      head: (status) => resolve(String(status)),
      data: () => {},
      end: () => {},
      error: ({ errorClass, detail }) => resolve(`${errorClass}: ${detail}`),
    });
  });
}

test("SocketUpstream.send() reaches no address that the policy refuses, however it is written or looked up", async () => {
  let reached = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
    reached++;
    return new Response("");
  });
  const { port } = server.addr;
  const refusing = new SocketUpstream({ addressPolicy: privateAddressesSchema.parse("deny") });
  for (const host of ["127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "localhost", "localhost."]) {
    assert.match(await outcomeOf(refusing, `http://${host}:${port}/v1`), /^connection: .*PRIVATE_ADDRESSES/, host);
  }
  // The name passes as it is written (only its own look-up tells): IPv6 loopback is listed, and it leads to IPv4.
  const halfway = new SocketUpstream({ addressPolicy: privateAddressesSchema.parse("::1") });
  assert.match(await outcomeOf(halfway, `http://localhost:${port}/v1`), /^(connection|timeout): /);
  assert.equal(reached, 0);
  const allowing = new SocketUpstream({ addressPolicy: privateAddressesSchema.parse("loopback") });
  assert.equal(await outcomeOf(allowing, `http://127.0.0.1:${port}/v1`), "200");
  assert.equal(await outcomeOf(allowing, `http://localhost:${port}/v1`), "200");
  for (const upstream of [refusing, halfway, allowing]) await upstream.close();
  await server.shutdown();
});

test("FetchUpstream.send() asks no host that the policy refuses as it is written", async () => {
  const fetcher = () => Promise.resolve(new Response(""));
  const upstream = new FetchUpstream(fetcher, privateAddressesSchema.parse("deny"));
  assert.match(await outcomeOf(upstream, "http://169.254.169.254/latest"), /^connection: .*PRIVATE_ADDRESSES/);
  assert.equal(await outcomeOf(upstream, "https://api.openai.com/v1"), "200");
});
