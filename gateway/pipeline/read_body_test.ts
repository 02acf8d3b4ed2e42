import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { BODY_BYTES_PER_SECOND_MIN } from "./body_arrival.ts";
import { discardBody, UNWANTED_BODY_MS } from "./discard_body.ts";
import type { GatewayError } from "./gateway_error.ts";
import { readBody } from "./read_body.ts";

import { TimerWheel } from "./timer_wheel.ts";

const BODY_MS = 5_000;

function requestOf(body: BodyInit | null, headers: Record<string, string> = {}): Request {
  return new Request("http://gateway.test/", { method: "POST", body, headers });
}

function codeIs(code: string) {
  return (error: GatewayError) => error.code === code;
}

test("readBody() reads what it may, declared or not", async () => {
  const wheel = new TimerWheel(new ManualClock());
  const read = async (request: Request) =>
    new TextDecoder().decode(await readBody(request, { bytesMax: 10, requestBodyMs: BODY_MS, wheel }));
  assert.equal(await read(requestOf("0123456789", { "content-length": "10" })), "0123456789");
  assert.equal(await read(requestOf(new Blob(["01234", "56789"]).stream())), "0123456789");
  assert.equal(await read(requestOf(null)), "");
  await assert.rejects(read(requestOf("0123456789+", { "content-length": "5" })), codeIs("body_too_large"));
  await assert.rejects(read(requestOf("01", { "content-length": "11" })), codeIs("body_too_large"));
  wheel.close();
});

test("readBody() leaves what is left of a body that is too large, and discardBody() lets it pass by", async () => {
  const wheel = new TimerWheel(new ManualClock());
  let left = 20;
  const long = new ReadableStream({
    pull: (controller) => left-- > 0 ? controller.enqueue(new Uint8Array(100)) : controller.close(),
  });
  const request = requestOf(long);
  await assert.rejects(readBody(request, { bytesMax: 1_000, requestBodyMs: BODY_MS, wheel }), codeIs("body_too_large"));
  assert.ok(left > 5);
  assert.equal(await discardBody(request, wheel), true);
  assert.ok(left < 0);
  assert.equal(await discardBody(requestOf(null), wheel), true);
  assert.equal(await discardBody(requestOf(new Blob(["x"]).stream()), wheel), true);
  wheel.close();
});

test("discardBody() waits neither for a body that does not come nor for one without an end", async () => {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock, 100);
  const silent = discardBody(requestOf(new ReadableStream()), wheel);
  await clock.advance(UNWANTED_BODY_MS + 500);
  assert.equal(await silent, false);
  const piece = new Uint8Array(1_048_576);
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(piece) });
  assert.equal(await discardBody(requestOf(endless), wheel), false);
  wheel.close();
});

test("readBody() gives up a body that breaks off", async () => {
  const wheel = new TimerWheel(new ManualClock());
  const broken = new ReadableStream({ start: (controller) => controller.error(new Error("reset")) });
  await assert.rejects(
    readBody(requestOf(broken), { bytesMax: 10, requestBodyMs: BODY_MS, wheel }),
    codeIs("client_closed_request"),
  );
  wheel.close();
});

test("readBody() gives up a body that does not arrive in the time that its length is allowed", async () => {
  const seconds = 3;
  const declared = { "content-length": String(BODY_BYTES_PER_SECOND_MIN * seconds) };
  for (const [headers, allowedMs] of [[{}, BODY_MS], [declared, BODY_MS + seconds * 1_000]] as const) {
    const clock = new ManualClock();
    const wheel = new TimerWheel(clock, 1_000);
    let error: GatewayError | null = null;
    const request = requestOf(new ReadableStream(), headers);
    const reading = readBody(request, { bytesMax: 10_000_000, requestBodyMs: BODY_MS, wheel }).catch((reason) =>
      error = reason
    );
    await clock.advance(allowedMs - 1);
    assert.equal(error, null);
    await clock.advance(2_000);
    await reading;
    assert.equal(error!.code, "request_timeout");
    wheel.close();
  }
});

test("readBody() gives a body of unknown length more time as it comes, and no more than that", async () => {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock, 1_000);
  let feed!: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void (feed = controller) });
  let error: GatewayError | null = null;
  const reading = readBody(requestOf(body), { bytesMax: 10_000_000, requestBodyMs: BODY_MS, wheel }).catch((reason) =>
    error = reason
  );
  feed.enqueue(new Uint8Array(BODY_BYTES_PER_SECOND_MIN * 10));
  await clock.advance(BODY_MS + 9_000);
  assert.equal(error, null);
  feed.enqueue(new Uint8Array(100));
  await clock.advance(3_000);
  await reading;
  assert.equal(error!.code, "request_timeout");
  wheel.close();
});
