import assert from "node:assert/strict";
import { ServedGateway } from "../gateway/testing/served_gateway.ts";
import { SocketUpstream } from "../gateway/upstream/socket_upstream.ts";
import { type RawConnection, RawServer } from "../gateway/upstream/testing/raw_server.ts";
import { uuidv7 } from "../shared/identifiers/uuid.ts";
import { systemClock } from "../shared/time/clock.ts";
import { eventually } from "../testing/eventually.ts";
import { test } from "../testing/test.ts";

const STREAM_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
const frame = (content: string) =>
  `data: {"id":"1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":"${content}"}}]}\n\n`;

/** A gateway over real sockets to a server of which each connection is answered by hand. */
function setUp(answer: (connection: RawConnection) => Promise<void>) {
  const server = new RawServer(answer);
  const upstream = new SocketUpstream({ clock: systemClock });
  const credentialId = uuidv7(systemClock.now());
  const gateway = new ServedGateway({
    upstream,
    providers: [{ name: "a", kind: "openai", baseUrl: `${server.url}/v1`, credentials: [{ credentialId, weight: 1 }] }],
    secrets: { [credentialId]: "sk-leaving-0123456789" },
  });
  const send = (stream: boolean, signal: AbortSignal) =>
    fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "authorization": `Bearer ${gateway.tenant.token.token}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "a/m", stream, messages: [{ role: "user", content: "Hello" }] }),
      signal,
    });
  const close = async () => {
    await gateway[Symbol.asyncDispose]();
    server[Symbol.dispose]();
  };
  return { gateway, send, close };
}

test("a client that leaves a stream takes the provider's connection with it, and the record says cancelled", async () => {
  const closed = Promise.withResolvers<number>();
  const { gateway, send, close } = setUp(async (connection) => {
    connection.closedByClient.then(closed.resolve);
    await connection.write(STREAM_HEAD + frame("Hel"));
  });
  try {
    const leaving = new AbortController();
    const response = await send(true, leaving.signal);
    const reader = response.body!.getReader();
    await reader.read();
    leaving.abort();
    await reader.read().catch(() => {});
    await closed.promise;
    await gateway.log.untilFinished(1);
    const { outcome, errorCode, tokens, costNanoUsd, degradation } = gateway.log.only;
    assert.deepEqual([outcome, errorCode], ["cancelled", "client_closed_request"]);
    assert.ok(tokens.input > 0 && tokens.output > 0, "what was generated is settled");
    assert.deepEqual(degradation, ["usage_estimated"]);
    assert.equal(costNanoUsd, null, "a model without a price is unpriced, not free");
  } finally {
    await close();
  }
});

test("a client that leaves before there is an answer takes the provider's connection with it", async () => {
  const closed = Promise.withResolvers<number>();
  const asked = Promise.withResolvers<void>();
  const { gateway, send, close } = setUp((connection) => {
    connection.closedByClient.then(closed.resolve);
    asked.resolve();
    return Promise.resolve();
  });
  try {
    const leaving = new AbortController();
    const answer = send(false, leaving.signal).catch(() => null);
    await asked.promise;
    leaving.abort();
    await answer;
    await closed.promise;
    await gateway.log.untilFinished(1);
    assert.equal(gateway.log.only.outcome, "cancelled");
  } finally {
    await close();
  }
});

test("a client that stops reading holds the provider back: of 200 MB a few wait, in nobody's memory", async () => {
  const BYTES = 200_000_000;
  const piece = new TextEncoder().encode(frame("x".repeat(60_000)));
  let sent = 0;
  const { gateway, send, close } = setUp(async (connection) => {
    await connection.write(STREAM_HEAD);
    for (; sent < BYTES; sent += piece.length) await connection.write(piece);
    connection.close();
  });
  try {
    const leaving = new AbortController();
    const response = await send(true, leaving.signal);
    const reader = response.body!.getReader();
    await reader.read();
    // Nobody reads: what is on the way comes to rest.
    let before = -1;
    let still = 0;
    await eventually(async () => {
      still = sent === before ? still + 1 : 0;
      before = sent;
      await systemClock.delay(20);
      return still >= 25;
    }, { timeoutMs: 30_000 });
    assert.ok(sent < 20_000_000, `${sent} bytes were taken from the provider`);
    leaving.abort();
    await reader.cancel().catch(() => {});
    await gateway.log.untilFinished(1);
    assert.equal(gateway.log.only.outcome, "cancelled");
  } finally {
    await close();
  }
});
