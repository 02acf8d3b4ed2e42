import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { CHUNKED_HEAD, request } from "./contract/contract_exchange.ts";
import { SocketUpstream } from "./socket_upstream.ts";
import { RawServer } from "./testing/raw_server.ts";
import type { UpstreamSink } from "./upstream.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** Sends a request, and keeps nothing of it itself. */
function send(upstream: SocketUpstream, url: string) {
  const [begun, whole] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const sink: UpstreamSink = {
    head: () => begun.resolve(),
    data: () => {},
    end: () => whole.resolve(),
    error: ({ detail }) => begun.reject(new Error(detail)),
  };
  // So large that it is written as it is.
  const sent = request(url, "x".repeat(512 * 1024));
  upstream.send(sent, sink);
  return { body: new WeakRef(sent.body!), sink: new WeakRef(sink), begun: begun.promise, whole: whole.promise };
}

function isGone(thing: WeakRef<object>): boolean {
  collectGarbage();
  return thing.deref() === undefined;
}

test("SocketUpstream.send() keeps no body once an answer has begun, and no sink once it is whole", async () => {
  const end = Promise.withResolvers<void>();
  using server = new RawServer(async (connection) => {
    await connection.write(CHUNKED_HEAD);
    await end.promise;
    await connection.write("0\r\n\r\n");
    await connection.next();
  });
  const upstream = new SocketUpstream();
  const { body, sink, begun, whole } = send(upstream, server.url);
  await begun;
  await eventually(() => isGone(body));
  assert.notEqual(sink.deref(), undefined);
  end.resolve();
  await whole;
  await eventually(() => isGone(sink));
  assert.equal(upstream.idle, 1);
  await upstream.close();
});
