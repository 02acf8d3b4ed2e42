import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { startProxiedConsole } from "./testing/proxied_console.ts";

const encoder = new TextEncoder();
const PING = "event: next\ndata: {}\n\n";

/** A stream of events that tells when whoever reads it is gone. */
function eventStream() {
  const gone = Promise.withResolvers<void>();
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (given) => {
      controller = given;
    },
    cancel: () => gone.resolve(),
  });
  return {
    response: new Response(body, { headers: { "content-type": "text/event-stream" } }),
    gone: gone.promise,
    send: (text: string) => controller.enqueue(encoder.encode(text)),
    close: () => controller.close(),
    fail: () => controller.error(new Error("broken")),
  };
}

function subscribe(url: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${url}/graphql/stream`, {
    method: "POST",
    body: JSON.stringify({ documentId: "sha256:1" }),
    headers: { "content-type": "application/json", "accept": "text/event-stream", "accept-encoding": "gzip, br" },
    signal: signal ?? null,
  });
}

async function readText(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | null> {
  const { value, done } = await reader.read();
  return done ? null : new TextDecoder().decode(value);
}

test("createProxy() passes every event on at once, as it is, and the end as an end", async () => {
  const stream = eventStream();
  await using console = startProxiedConsole(() => stream.response);
  const answer = await subscribe(console.url);
  assert.equal(answer.headers.get("content-encoding"), null);
  assert.match(answer.headers.get("cache-control")!, /no-transform/);
  const reader = answer.body!.getReader();
  for (let n = 0; n < 3; n++) {
    // Nothing more is sent before this has come through: it would wait for ever if anything held it back.
    stream.send(PING);
    assert.equal(await readText(reader), PING);
  }
  stream.close();
  assert.equal(await readText(reader), null);
});

test("createProxy() ends the control plane's stream when the browser leaves", async () => {
  const stream = eventStream();
  const aborted = Promise.withResolvers<void>();
  await using console = startProxiedConsole((request) => {
    request.signal.addEventListener("abort", () => aborted.resolve());
    return stream.response;
  });
  const abort = new AbortController();
  const answer = await subscribe(console.url, abort.signal);
  stream.send(PING);
  const reader = answer.body!.getReader();
  await readText(reader);
  abort.abort();
  await stream.gone;
  await aborted.promise;
  await assert.rejects(reader.read());
});

test("createProxy() ends the control plane's work when the browser leaves before the answer began", async () => {
  const aborted = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  await using console = startProxiedConsole(({ signal }) => {
    asked.resolve();
    return new Promise((resolve) =>
      signal.addEventListener("abort", () => {
        aborted.resolve();
        resolve(new Response());
      })
    );
  });
  const abort = new AbortController();
  const pending = subscribe(console.url, abort.signal);
  await asked.promise;
  abort.abort();
  await assert.rejects(pending);
  await aborted.promise;
});

test("createProxy() breaks the browser's stream off when the control plane's breaks", async () => {
  const stream = eventStream();
  await using console = startProxiedConsole(() => stream.response);
  const answer = await subscribe(console.url);
  const reader = answer.body!.getReader();
  stream.send(PING);
  await readText(reader);
  stream.fail();
  await assert.rejects(reader.read());
});

test("createProxy() breaks the browser's stream off when the control plane dies", async () => {
  const stream = eventStream();
  await using console = startProxiedConsole(() => stream.response);
  const answer = await subscribe(console.url);
  const reader = answer.body!.getReader();
  stream.send(PING);
  await readText(reader);
  const stopped = console.stopControlPlane();
  stream.fail();
  await stopped;
  await assert.rejects(reader.read());
});
