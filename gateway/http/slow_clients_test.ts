import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { UNWANTED_BODY_MS } from "../pipeline/discard_body.ts";
import { chunk, DrivenUpstream } from "../testing/driven_upstream.ts";
import { RawClient } from "../testing/raw_client.ts";
import { ServedGateway } from "../testing/served_gateway.ts";

const BODY_MS = 300;
const UNREAD_MS = 400;
const CHAT = "POST /v1/chat/completions HTTP/1.1";
const JSON_TYPE = "content-type: application/json";
const encode = (text: string) => new TextEncoder().encode(text);

test("gatewayHandler() answers 408 to a body that does not come, and closes the connection", async () => {
  for (const framing of ["content-length: 100000", "transfer-encoding: chunked"]) {
    const clock = new ManualClock();
    await using gateway = new ServedGateway({ clock, requestBodyMs: BODY_MS });
    using client = await RawClient.connect(gateway.port);
    const key = `authorization: Bearer ${gateway.tenant.token.token}`;
    await client.write(encode(`${CHAT}\r\nhost: a\r\n${JSON_TYPE}\r\n${key}\r\n${framing}\r\n\r\n`));
    await eventually(() => gateway.handler.inFlight === 1);
    // One byte now and then is no progress.
    await client.write(encode(framing.startsWith("content") ? "{" : "1\r\n{\r\n"));
    await clock.advance(BODY_MS + 100);
    const answer = await client.receive();
    assert.deepEqual([answer.status, JSON.parse(answer.body).error.code], [408, "request_timeout"]);
    assert.equal(answer.headers.get("connection"), "close");
    await eventually(() => gateway.handler.inFlight === 0);
    assert.deepEqual([gateway.log.only.outcome, gateway.log.only.errorCode], ["denied", "request_timeout"]);
  }
});

test("gatewayHandler() does not wait for the body of a stranger for long, and leaves a connection that can be closed", async () => {
  for (const framing of ["content-length: 100000", "transfer-encoding: chunked"]) {
    const clock = new ManualClock();
    const gateway = new ServedGateway({ clock });
    using client = await RawClient.connect(gateway.port);
    await client.write(encode(`${CHAT}\r\nhost: a\r\n${JSON_TYPE}\r\n${framing}\r\n\r\n`));
    await eventually(() => gateway.events.some(({ event }) => event === "request"));
    assert.equal(gateway.handler.inFlight, 0);
    await clock.advance(UNWANTED_BODY_MS + 100);
    const answer = await client.receive();
    assert.deepEqual([answer.status, answer.headers.get("connection")], [401, "close"]);
    // Rejects when nothing closes it: a server that has told the runtime to skip the body cannot be shut down.
    await gateway[Symbol.asyncDispose]();
    await assert.rejects(client.receiveSome().then((text) => assert.notEqual(text, "")));
  }
});

test("gatewayHandler() holds little of a stream that nobody reads, leaves the provider in time, and says why", async () => {
  const clock = new ManualClock();
  const upstream = new DrivenUpstream();
  await using gateway = new ServedGateway({ clock, upstream, answerUnreadMs: UNREAD_MS });
  using client = await RawClient.connect(gateway.port);
  const key = `authorization: Bearer ${gateway.tenant.token.token}`;
  const body = JSON.stringify({ model: "mock/demo", stream: true, messages: [{ role: "user", content: "hi" }] });
  await client.send(`${CHAT}\r\n${JSON_TYPE}\r\n${key}`, body);
  const call = await upstream.next();
  call.head(200);
  const text = "x".repeat(60_000);
  let sentBytes = 0;
  // Until the buffers of the system are full.
  await eventually(() => {
    if (call.isPaused) return true;
    call.event(chunk({ content: text }));
    sentBytes += text.length;
    return false;
  });
  assert.ok(sentBytes < 32 * 1_048_576, `${sentBytes} bytes were taken`);
  // It may have been only for a moment.
  await eventually(async () => {
    if (!call.isPaused) call.event(chunk({ content: text }));
    await clock.advance(UNREAD_MS / 2);
    return call.isAborted;
  });
  await gateway.log.untilFinished();
  const { outcome, errorCode, tokens } = gateway.log.only;
  assert.deepEqual([outcome, errorCode], ["cancelled", "request_timeout"]);
  assert.ok(tokens.output > 0);
  assert.equal(gateway.handler.inFlight, 0);
  let tail = "";
  while (!tail.includes("0\r\n\r\n")) tail = (tail + await client.receiveSome()).slice(-2_000);
  assert.match(tail, /data: \{"error":.*request_timeout/);
  assert.ok(!tail.includes("[DONE]"));
});

test("gatewayHandler() does not mind a client that reads slowly", async () => {
  const clock = new ManualClock();
  const upstream = new DrivenUpstream();
  await using gateway = new ServedGateway({ clock, upstream, answerUnreadMs: UNREAD_MS });
  const response = await Promise.all([
    gateway.chat({ model: "mock/demo", stream: true }),
    upstream.next().then((call) => {
      call.head(200);
      call.event(chunk({ content: "0" }));
    }),
  ]).then(([first]) => first);
  const [call] = upstream.calls;
  const reader = response.body!.getReader();
  for (let count = 1; count <= 6; count++) {
    while (!call!.isPaused && !call!.isAborted) call!.event(chunk({ content: String(count) }));
    await clock.advance(UNREAD_MS - 50);
    while (call!.isPaused) await reader.read();
  }
  assert.equal(call!.isAborted, false);
  await reader.cancel();
  assert.deepEqual([gateway.log.only.errorCode, call!.isAborted], ["client_closed_request", true]);
});

test("cuttingOff() ends every request with its record, also those whose server has stopped listening", async () => {
  const clock = new ManualClock();
  const upstream = new DrivenUpstream();
  await using gateway = new ServedGateway({ clock, upstream });
  const whole = gateway.chat({ model: "mock/demo" });
  await upstream.next();
  const streamed = gateway.chat({ model: "mock/demo", stream: true });
  const call = await upstream.next();
  call.head(200);
  call.event(chunk({ content: "a" }));
  const reading = (await streamed).text();
  await clock.advance(200);
  gateway.handler.cuttingOff();
  await gateway.handler.idle();
  const refused = await whole;
  assert.deepEqual([refused.status, (await refused.json()).error.code], [503, "shutting_down"]);
  assert.match(await reading, /"a".*data: \{"error":.*shutting_down/s);
  assert.deepEqual(upstream.calls.map(({ isAborted }) => isAborted), [true, true]);
  assert.deepEqual(gateway.log.finished.map(({ outcome }) => outcome), ["cancelled", "cancelled"]);
});
