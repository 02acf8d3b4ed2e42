import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { RouteNode, TargetNode } from "../../shared/contracts/route_tree.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { chunk, completion, type DrivenCall, DrivenUpstream } from "../testing/driven_upstream.ts";
import { GatewayFixture } from "../testing/gateway_fixture.ts";
import { attemptTimeouts, DEFAULT_TIMEOUTS } from "./attempt_deadline.ts";

const credentialId = uuidv7(1);

/** A gateway with one route, whose targets are not tried again. */
function sceneOf(...targets: Partial<TargetNode>[]) {
  const upstream = new DrivenUpstream();
  const clock = new ManualClock();
  const children = targets.map((options, index): RouteNode => ({
    type: "target",
    provider: "a",
    model: `m${index}`,
    retries: 0,
    ...options,
  }));
  const gateway = new GatewayFixture({
    upstream,
    clock,
    routes: { chat: { type: "fallback", children } },
    providers: [{ name: "a", kind: "openai", credentials: [{ credentialId, weight: 1 }] }],
    secrets: { [credentialId]: "sk-secret" },
  });
  return { upstream, clock, gateway, ask: (stream = false) => gateway.chat({ model: "chat", stream }) };
}

test("attemptTimeouts() takes a target's own over the defaults, all within what the request has left", () => {
  assert.deepEqual(attemptTimeouts(undefined, 1e9), DEFAULT_TIMEOUTS);
  assert.deepEqual(attemptTimeouts({ connectMs: 1, firstTokenMs: 2, idleMs: 3, totalMs: 4 }, 1e9), {
    connectMs: 1,
    firstTokenMs: 2,
    idleMs: 3,
    totalMs: 4,
  });
  const left = { connectMs: 700, firstTokenMs: 700, idleMs: 700, totalMs: 700 };
  assert.deepEqual(attemptTimeouts({ idleMs: 60_000 }, 700), left);
  assert.equal(attemptTimeouts(undefined, -5).totalMs, 1);
});

test("AttemptRun gives the connection as long as the target says, and within the deadline", async () => {
  const { upstream, clock, gateway, ask } = sceneOf(
    { timeouts: { connectMs: 700, totalMs: 10_000 } },
    {},
    { timeouts: { connectMs: 30_000 } },
  );
  await using _ = gateway;
  const response = ask();
  const connectMs: number[] = [];
  for (let count = 0; count < 2; count++) {
    const call = await upstream.next();
    connectMs.push(call.request.connectTimeoutMs);
    await clock.advance(4_000);
    call.error({ errorClass: "timeout", detail: "api.openai.com: not connected within 700 ms" });
  }
  const call = await upstream.next();
  connectMs.push(call.request.connectTimeoutMs);
  call.answer(200, completion("hi"));
  assert.equal((await response).status, 200);
  assert.deepEqual(connectMs, [700, 5_000, 2_000]);
  const [first] = gateway.log.only.attempts;
  assert.deepEqual([first!.errorClass, first!.error], ["timeout", "api.openai.com: not connected within 700 ms"]);
});

test("AttemptDeadline ends what has not begun in time, and what has not ended in time", async () => {
  const own = { firstTokenMs: 500, idleMs: 1_000, totalMs: 3_000 };
  const later = { ...own, totalMs: 60_000 };
  const table: [name: string, stream: boolean, drive: (call: DrivenCall) => void, endMs: number, error: string][] = [
    ["no head", false, () => {}, 500, "no first token within 500 ms"],
    ["no head of a stream", true, () => {}, 500, "no first token within 500 ms"],
    ["no content", true, (call) => call.head(200), 500, "no first token within 500 ms"],
    ["half a whole answer", false, (call) => (call.head(200), call.data("{")), 3_000, "not finished within 3000 ms"],
  ];
  for (const [name, stream, drive, endMs, error] of table) {
    // The first target's total is the request's; the second one's is its own.
    const { upstream, clock, gateway, ask } = sceneOf({ timeouts: later }, { timeouts: own }, {});
    await using _ = gateway;
    const response = ask(stream);
    (await upstream.next()).error({ errorClass: "connection", detail: "refused" });
    const call = await upstream.next();
    drive(call);
    await clock.advance(endMs - 1);
    assert.equal(call.isAborted, false, name);
    await clock.advance(41);
    assert.equal(call.isAborted, true, name);
    (await upstream.next()).answer(400, { error: { message: "enough" } });
    assert.equal((await response).status, 400, name);
    const { attempts } = gateway.log.only;
    assert.deepEqual([attempts[1]!.errorClass, attempts[1]!.error], ["timeout", error], name);
  }
});

/** Sends chunks with content at a steady pace until the stream has ended or enough were sent. */
async function send(call: DrivenCall, clock: ManualClock, pace: { count: number; everyMs: number }): Promise<void> {
  for (let sent = 0; sent < pace.count && !call.isAborted; sent++) {
    await clock.advance(pace.everyMs);
    call.event(chunk({ content: "x" }));
  }
}

test("AttemptDeadline breaks off a stream that brings fewer chunks within a window than its target asks for", async () => {
  const table: [name: string, everyMs: number, count: number, isBroken: boolean][] = [
    ["as many as asked for", 240, 40, false],
    ["fewer", 400, 40, true],
  ];
  for (const [name, everyMs, count, isBroken] of table) {
    const { upstream, clock, gateway, ask } = sceneOf({ slowStream: { chunksMin: 4, windowMs: 1_000 } });
    await using _ = gateway;
    const response = ask(true);
    const call = await upstream.next();
    // Slowness before the first content is the first-token timeout's business.
    await clock.advance(5_000);
    call.head(200);
    call.event(chunk({ role: "assistant", content: "" }));
    call.event(chunk({ content: "first" }));
    const text = (await response).text();
    await send(call, clock, { count, everyMs });
    assert.equal(call.isAborted, isBroken, name);
    if (!isBroken) {
      call.event(chunk({}, "stop"));
      call.event("[DONE]");
      call.end();
      assert.match(await text, /\[DONE\]/);
      continue;
    }
    const frame = (await text).trimEnd().split("\n\n").at(-1)!;
    const { error } = JSON.parse(frame.slice("data: ".length));
    assert.equal(error.code, "stream_too_slow");
    assert.equal(
      error.message,
      "The provider 'a' sent fewer than 4 chunks in 1000 ms. What came before is incomplete.",
    );
    const { outcome, errorCode, attempts } = gateway.log.only;
    assert.deepEqual([outcome, errorCode], ["failed", "stream_too_slow"]);
    assert.deepEqual([attempts[0]!.errorClass, attempts[0]!.error], ["timeout", "fewer than 4 chunks within 1000 ms"]);
    assert.ok(attempts[0]!.endMs >= 6_000 && attempts[0]!.endMs < 6_100, "at the end of the first window");
  }
});

test("AttemptDeadline looks at each window by itself, and counts no pings", async () => {
  const { upstream, clock, gateway, ask } = sceneOf({ slowStream: { chunksMin: 2, windowMs: 1_000 } });
  await using _ = gateway;
  const response = ask(true);
  const call = await upstream.next();
  call.head(200);
  call.event(chunk({ content: "first" }));
  const text = (await response).text();
  await send(call, clock, { count: 19, everyMs: 50 });
  await clock.advance(1_000);
  for (let count = 0; count < 20; count++) {
    call.data(": ping\n\n");
  }
  call.event(chunk({ content: "one alone" }));
  await clock.advance(90);
  assert.equal(call.isAborted, true);
  assert.match(await text, /stream_too_slow/);
});

test("AttemptDeadline does not blame a provider for the time in which the client does not read", async () => {
  const { upstream, clock, gateway, ask } = sceneOf({ slowStream: { chunksMin: 4, windowMs: 1_000 } });
  await using _ = gateway;
  const response = ask(true);
  const call = await upstream.next();
  call.head(200);
  call.event(chunk({ content: "first" }));
  const reader = (await response).body!.getReader();
  for (let count = 0; count < 4; count++) call.event(chunk({ content: "x" }));
  assert.equal(call.isPaused, true);
  await clock.advance(30_000);
  assert.equal(call.isAborted, false);
  const read = (async () => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return null;
      const piece = new TextDecoder().decode(value);
      if (piece.includes("error")) return piece;
    }
  })();
  await clock.advance(980);
  assert.equal(call.isPaused, false);
  assert.equal(call.isAborted, false, "a second in which it is read is left to the window");
  await send(call, clock, { count: 3, everyMs: 200 });
  await clock.advance(500);
  assert.equal(call.isAborted, true);
  assert.match((await read)!, /stream_too_slow/);
});
