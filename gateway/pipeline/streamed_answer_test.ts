import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { chunk, DrivenUpstream, usageChunk } from "../testing/driven_upstream.ts";
import { GatewayFixture, type GatewayOptions } from "../testing/gateway_fixture.ts";

const credentialId = uuidv7(1);
const role = chunk({ role: "assistant", content: "" });

function streamingGateway(options: GatewayOptions = {}) {
  const upstream = new DrivenUpstream();
  const clock = new ManualClock();
  const gateway = new GatewayFixture({
    upstream,
    clock,
    providers: [{ name: "a", kind: "openai", credentials: [{ credentialId, weight: 1 }] }],
    secrets: { [credentialId]: "sk-secret" },
    ...options,
  });
  const send = (model = "a/gpt-4o") => gateway.chat({ model, stream: true });
  return { gateway, upstream, clock, send };
}

/** Reads a stream's next chunk as text; null at its end. */
async function read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | null> {
  const { value, done } = await reader.read();
  return done ? null : new TextDecoder().decode(value);
}

async function readAll(response: Response): Promise<string> {
  return await response.text();
}

test("StreamedAnswer passes the provider's bytes on, without the usage that the client did not ask for", async () => {
  const { gateway, upstream, clock, send } = streamingGateway();
  await using _ = gateway;
  const response = send();
  const call = await upstream.next();
  assert.deepEqual(call.body.stream_options, { include_usage: true });
  call.head(200);
  await clock.advance(300);
  for (
    const event of [
      role,
      chunk({ content: "Hel" }),
      chunk({ content: "lo" }),
      chunk({}, "stop"),
      usageChunk(),
      "[DONE]",
    ]
  ) {
    call.event(event);
  }
  call.end();
  const answered = await response;
  assert.equal(answered.headers.get("content-type"), "text/event-stream; charset=utf-8");
  assert.equal(answered.headers.get("x-perpetuo-target"), "a/gpt-4o");
  const events = [role, chunk({ content: "Hel" }), chunk({ content: "lo" }), chunk({}, "stop")];
  const expected = [...events.map((event) => JSON.stringify(event)), "[DONE]"].map((data) => `data: ${data}\n\n`).join(
    "",
  );
  assert.equal(await readAll(answered), expected);
  const { outcome, status, tokens, costNanoUsd, timings, attempts, modelServed } = gateway.log.only;
  assert.deepEqual([outcome, status, modelServed], ["completed", 200, "gpt-4o-2024-08-06"]);
  assert.deepEqual(tokens, { input: 10, output: 2, cacheRead: 0, cacheWrite: 0, reasoning: 0 });
  assert.equal(costNanoUsd, 10 * 2_500 + 2 * 10_000);
  assert.equal(timings.ttftMs, 300);
  assert.ok(timings.overheadMs < 50, `waiting for the provider is not ours: ${timings.overheadMs}`);
  assert.deepEqual(attempts.map(({ outcome, firstByteMs, endMs }) => [outcome, firstByteMs, endMs]), [[
    "completed",
    300,
    300,
  ]]);
});

test("StreamedAnswer is not begun before the first content, and another target may answer till then", async () => {
  const children: RouteNode[] = ["one", "two"].map((model) => ({ type: "target", provider: "a", model }));
  const { gateway, upstream, send } = streamingGateway({ routes: { chat: { type: "fallback", children } } });
  await using _ = gateway;
  let answered = false;
  const response = send("chat").then((value) => (answered = true, value));
  const failing = await upstream.next();
  failing.head(200);
  failing.data(": processing\n\n");
  failing.event(role);
  failing.event({ error: { message: "overloaded", type: "overloaded_error" } });
  const call = await upstream.next();
  assert.ok(failing.isAborted && !answered);
  call.head(200);
  call.event(role);
  call.event(chunk({ content: "hi" }));
  call.event(chunk({}, "stop"));
  call.event("[DONE]");
  call.end();
  const text = await readAll(await response);
  assert.ok(text.startsWith(`data: ${JSON.stringify(role)}`), "what was held goes out unchanged, of this target alone");
  assert.equal(text.split("[DONE]").length, 2);
  assert.deepEqual(gateway.log.only.attempts.map(({ errorClass }) => errorClass), ["overloaded", null]);
});

test("StreamedAnswer ends in an error frame, and never in its terminal, when the provider dies after the first content", async () => {
  const deaths: [name: string, kill: (call: Awaited<ReturnType<DrivenUpstream["next"]>>) => void][] = [
    ["reset", (call) => call.error({ errorClass: "connection", detail: "reset" })],
    ["end without a terminal", (call) => call.end()],
    ["error in the stream", (call) => call.event({ error: { message: "boom", type: "server_error" } })],
    ["garbage", (call) => call.event("{]")],
  ];
  for (const [name, kill] of deaths) {
    const routes: GatewayOptions["routes"] = {
      chat: { type: "fallback", children: ["one", "two"].map((model) => ({ type: "target", provider: "a", model })) },
    };
    const { gateway, upstream, send } = streamingGateway({ routes });
    await using _ = gateway;
    const response = send("chat");
    const call = await upstream.next();
    call.head(200);
    call.event(role);
    for (const content of ["a", "b", "c"]) call.event(chunk({ content }));
    const answered = await response;
    kill(call);
    const text = await readAll(answered);
    const last = text.trimEnd().split("\n\n").at(-1)!;
    const { error } = JSON.parse(last.slice("data: ".length));
    assert.deepEqual([error.code, error.type], ["stream_interrupted", "server_error"], name);
    assert.ok(!text.includes("[DONE]"), name);
    assert.equal(upstream.calls.length, 1, "no other target after the first content");
    const { outcome, status, errorCode, tokens, costNanoUsd, degradation } = gateway.log.only;
    assert.deepEqual([outcome, status, errorCode], ["failed", 200, "stream_interrupted"], name);
    assert.deepEqual([tokens.output, degradation], [3, ["usage_estimated"]], name);
    assert.equal(costNanoUsd, tokens.input * 2_500 + 3 * 10_000, "what the provider served has its price");
  }
});

test("StreamedAnswer tells a stall from a death, and an idle provider from a slow client", async () => {
  const target: RouteNode = { type: "target", provider: "a", model: "gpt-4o", timeouts: { idleMs: 1_000 } };
  const { gateway, upstream, clock, send } = streamingGateway({ routes: { chat: target } });
  await using _ = gateway;
  const response = send("chat");
  const call = await upstream.next();
  call.head(200);
  call.event(chunk({ content: "a" }));
  const reader = (await response).body!.getReader();
  await clock.advance(900);
  call.event(chunk({ content: "b" }));
  await clock.advance(900);
  assert.equal(call.isAborted, false);
  // The client does not read: the provider is held, and its silence is no stall.
  for (let count = 0; count < 4; count++) call.event(chunk({ content: "c" }));
  assert.equal(call.isPaused, true);
  await clock.advance(5_000);
  assert.equal(call.isAborted, false);
  for (let count = 0; count < 6; count++) await read(reader);
  assert.equal(call.isPaused, false);
  await clock.advance(1_200);
  assert.equal(call.isAborted, true);
  assert.ok((await read(reader))!.includes('"code":"stream_stalled"'));
  assert.equal(await read(reader), null);
  assert.equal(gateway.log.only.errorCode, "stream_stalled");
});

test("StreamedAnswer ends in an error frame when its total time is over", async () => {
  const target: RouteNode = { type: "target", provider: "a", model: "gpt-4o", timeouts: { totalMs: 2_000 } };
  const { gateway, upstream, clock, send } = streamingGateway({ routes: { chat: target } });
  await using _ = gateway;
  const response = send("chat");
  const call = await upstream.next();
  call.head(200);
  call.event(chunk({ content: "a" }));
  const answered = await response;
  await clock.advance(2_100);
  assert.ok((await readAll(answered)).includes('"code":"stream_interrupted"'));
  assert.equal(gateway.log.only.attempts[0]!.error, "not finished within 2000 ms");
});

test("StreamedAnswer is on record before the client can see its end", async () => {
  const { gateway, upstream, send } = streamingGateway();
  await using _ = gateway;
  const written = Promise.withResolvers<void>();
  gateway.log.hold = written.promise;
  const response = send();
  const call = await upstream.next();
  call.head(200);
  call.event(chunk({ content: "a" }));
  call.event("[DONE]");
  call.end();
  const reader = (await response).body!.getReader();
  assert.ok((await read(reader))!.includes('"a"'));
  let ended = false;
  const terminal = read(reader).then((text) => (ended = true, text));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual([ended, gateway.log.finished.length, gateway.handler.inFlight], [false, 0, 1]);
  written.resolve();
  assert.equal(await terminal, "data: [DONE]\n\n");
  assert.equal(await read(reader), null);
  assert.deepEqual([gateway.log.only.outcome, gateway.handler.inFlight], ["completed", 0]);
});

test("StreamedAnswer leaves the provider at once when the client cancels, and records what was used", async () => {
  const { gateway, upstream, send } = streamingGateway();
  await using _ = gateway;
  const response = send();
  const call = await upstream.next();
  call.head(200);
  call.event(role);
  for (const content of ["a", "b"]) call.event(chunk({ content }));
  const reader = (await response).body!.getReader();
  await read(reader);
  await reader.cancel();
  assert.equal(call.isAborted, true);
  const { outcome, status, errorCode, tokens, costNanoUsd, attempts, estimatedTokens } = gateway.log.only;
  assert.deepEqual([outcome, status, errorCode], ["cancelled", 200, "client_closed_request"]);
  assert.deepEqual([tokens.input, tokens.output], [estimatedTokens, 2]);
  assert.equal(costNanoUsd, tokens.input * 2_500 + 2 * 10_000);
  assert.equal(attempts[0]!.outcome, "cancelled");
  assert.equal(gateway.handler.inFlight, 0);
});

test("StreamedAnswer is recorded once when the client cancels while the end is being recorded", async () => {
  const { gateway, upstream, send } = streamingGateway();
  await using _ = gateway;
  const written = Promise.withResolvers<void>();
  gateway.log.hold = written.promise;
  const response = send();
  const call = await upstream.next();
  call.head(200);
  call.event(chunk({ content: "a" }));
  call.event("[DONE]");
  await (await response).body!.cancel();
  written.resolve();
  await gateway.log.untilFinished();
  await gateway.handler.idle();
  assert.equal(gateway.log.only.outcome, "completed");
});

test("StreamedAnswer cuts a provider off that does not close after its terminal", async () => {
  const { gateway, upstream, clock, send } = streamingGateway();
  await using _ = gateway;
  const response = send();
  const call = await upstream.next();
  call.head(200);
  call.event(chunk({ content: "a" }));
  call.event("[DONE]");
  assert.ok((await readAll(await response)).endsWith("[DONE]\n\n"));
  assert.equal(call.isAborted, false);
  await clock.advance(6_000);
  assert.equal(call.isAborted, true);
});

test("StreamedAnswer with nothing but a terminal is an answer", async () => {
  const { gateway, upstream, send } = streamingGateway();
  await using _ = gateway;
  const response = send();
  const call = await upstream.next();
  call.head(200);
  call.event(role);
  call.event("[DONE]");
  call.end();
  assert.equal(await readAll(await response), `data: ${JSON.stringify(role)}\n\ndata: [DONE]\n\n`);
  assert.deepEqual([gateway.log.only.outcome, gateway.log.only.timings.ttftMs], ["completed", null]);
  await eventually(() => gateway.handler.inFlight === 0);
});
