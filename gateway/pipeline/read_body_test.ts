import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import type { GatewayError } from "./gateway_error.ts";
import { BODY_MS_MAX, readBody } from "./read_body.ts";
import { TimerWheel } from "./timer_wheel.ts";

function requestOf(body: BodyInit | null, headers: Record<string, string> = {}): Request {
  return new Request("http://gateway.test/", { method: "POST", body, headers });
}

function codeIs(code: string) {
  return (error: GatewayError) => error.code === code;
}

test("readBody() reads what it may, declared or not", async () => {
  const wheel = new TimerWheel(new ManualClock());
  const read = async (request: Request) => new TextDecoder().decode(await readBody(request, { bytesMax: 10, wheel }));
  assert.equal(await read(requestOf("0123456789", { "content-length": "10" })), "0123456789");
  assert.equal(await read(requestOf(new Blob(["01234", "56789"]).stream())), "0123456789");
  assert.equal(await read(requestOf(null)), "");
  await assert.rejects(read(requestOf("0123456789+", { "content-length": "5" })), codeIs("body_too_large"));
  await assert.rejects(read(requestOf("01", { "content-length": "11" })), codeIs("body_too_large"));
  wheel.close();
});

test("readBody() cancels what is left of a body that is too large", async () => {
  const wheel = new TimerWheel(new ManualClock());
  let cancelled = false;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(100)),
    cancel: () => void (cancelled = true),
  });
  await assert.rejects(readBody(requestOf(endless), { bytesMax: 1_000, wheel }), codeIs("body_too_large"));
  assert.equal(cancelled, true);
  wheel.close();
});

test("readBody() gives up a body that breaks off, and one that does not arrive in time", async () => {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock, 10_000);
  const broken = new ReadableStream({ start: (controller) => controller.error(new Error("reset")) });
  await assert.rejects(readBody(requestOf(broken), { bytesMax: 10, wheel }), codeIs("client_closed_request"));
  const trickling = assert.rejects(
    readBody(requestOf(new ReadableStream()), { bytesMax: 10, wheel }),
    codeIs("invalid_request"),
  );
  await clock.advance(BODY_MS_MAX + 20_000);
  await trickling;
});
