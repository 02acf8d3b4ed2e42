import assert from "node:assert/strict";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import type { RouteNode, TargetNode } from "../../shared/contracts/route_tree.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { chunk, completion, DrivenUpstream } from "../testing/driven_upstream.ts";
import { errorOf, GatewayFixture, type GatewayOptions } from "../testing/gateway_fixture.ts";
import { ATTEMPTS_MAX } from "./course.ts";

const [first, second] = [uuidv7(1), uuidv7(1)];

function target(model: string, options: Partial<TargetNode> = {}): TargetNode {
  return { type: "target", provider: "a", model, ...options };
}

function fallback(...children: RouteNode[]): RouteNode {
  return { type: "fallback", children };
}

/** A gateway whose provider answers by hand; backoffs are half of what they may be. */
class Scene implements AsyncDisposable {
  readonly upstream = new DrivenUpstream();
  readonly clock = new ManualClock();
  readonly gateway: GatewayFixture;

  constructor(tree: RouteNode, options: GatewayOptions & { credentials?: string[] } = {}) {
    const credentials = (options.credentials ?? [first]).map((credentialId) => ({ credentialId, weight: 1 }));
    this.gateway = new GatewayFixture({
      upstream: this.upstream,
      clock: this.clock,
      routes: { chat: tree },
      providers: [{ name: "a", kind: "openai", credentials }],
      secrets: { [first]: "sk-first", [second]: "sk-second" },
      ...options,
    });
  }

  ask(body: Record<string, unknown> = {}, init: RequestInit = {}): Promise<Response> {
    return Promise.resolve(this.gateway.handler(this.gateway.request("/v1/chat/completions", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "chat", messages: [{ role: "user", content: "Hello" }], ...body }),
      ...init,
    })));
  }

  async answerNext(status: number, headers: Record<string, string> = {}): Promise<string> {
    const call = await this.upstream.next();
    call.answer(status, status === 200 ? completion("hi") : { error: { message: "no" } }, headers);
    return `${call.body.model} ${call.request.headers.authorization?.slice("Bearer sk-".length)}`;
  }

  /** How long nothing is sent, in steps of 20 ms, until the next call comes. */
  async pauseUntilCall(): Promise<number> {
    const before = this.upstream.calls.length;
    for (let waitedMs = 0; waitedMs <= 120_000; waitedMs += 20) {
      await this.clock.advance(0);
      if (this.upstream.calls.length > before) return waitedMs;
      await this.clock.advance(20);
    }
    throw new Error("no call came");
  }

  async fail(times: number, status: number): Promise<void> {
    for (let count = 0; count < times; count++) {
      const response = this.ask();
      await this.answerNext(status);
      assert.equal((await response).status >= 400, true);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.gateway[Symbol.asyncDispose]();
  }
}

test("Course tries a target as often again as it says, after growing pauses, before another takes over", async () => {
  await using scene = new Scene(fallback(target("one", { retries: 2 }), target("two")));
  const response = scene.ask();
  await scene.answerNext(500);
  const pauses = [await scene.pauseUntilCall()];
  await scene.answerNext(503);
  pauses.push(await scene.pauseUntilCall());
  await scene.answerNext(500);
  assert.equal(await scene.answerNext(200), "two first");
  assert.equal((await response).status, 200);
  assert.ok(pauses[0]! >= 125 && pauses[0]! <= 160 && pauses[1]! >= 250 && pauses[1]! <= 290, `${pauses}`);
  const { attempts, timings } = scene.gateway.log.only;
  assert.deepEqual(attempts.map((one) => [one.target.model, one.errorClass]), [
    ["one", "server_error"],
    ["one", "overloaded"],
    ["one", "server_error"],
    ["two", null],
  ]);
  assert.equal(timings.overheadMs, 0, "a pause is no work of ours");
  assert.ok(timings.totalMs >= 375);
});

test("Course tries a target that says nothing again only where no other is left, twice at most", async () => {
  await using scene = new Scene(fallback(target("one"), target("two")));
  const response = scene.ask();
  assert.equal(await scene.answerNext(500), "one first");
  assert.equal(await scene.answerNext(500), "two first");
  for (let count = 0; count < 2; count++) {
    assert.ok(await scene.pauseUntilCall() > 0);
    assert.equal(await scene.answerNext(500, { "retry-after": "2" }), "two first");
  }
  const answered = await response;
  assert.deepEqual([answered.status, (await errorOf(answered)).code], [502, "upstream_error"]);
  assert.equal(answered.headers.get("x-should-retry"), "false");
  assert.equal(answered.headers.get("retry-after"), "2");
  assert.equal(answered.headers.get("x-perpetuo-attempts"), "4");
});

test("Course does not try again what would come out alike", async () => {
  const failures: [name: string, status: number, body: unknown][] = [
    ["a wrong request", 400, { error: { message: "no" } }],
    ["a refused credential", 401, { error: { message: "no" } }],
    ["an unknown model", 404, { error: { message: "no" } }],
    ["a spent quota", 429, { error: { message: "no", code: "insufficient_quota" } }],
  ];
  for (const [name, status, body] of failures) {
    for (const options of [{}, { retries: 3 }]) {
      await using scene = new Scene(target("one", options));
      const response = scene.ask();
      (await scene.upstream.next()).answer(status, body);
      assert.ok((await response).status >= 400, name);
      assert.equal(scene.upstream.calls.length, 1, name);
    }
  }
});

test("Course tries again after each failure that may pass, before and below HTTP", async () => {
  const failures: [errorClass: string, fail: (scene: Scene) => Promise<void>][] = [
    [
      "connection",
      async ({ upstream }) => (await upstream.next()).error({ errorClass: "connection", detail: "reset" }),
    ],
    ["timeout", async ({ upstream }) => (await upstream.next()).error({ errorClass: "timeout", detail: "connect" })],
    ["timeout", async ({ upstream, clock }) => void (await upstream.next(), await clock.advance(1_040))],
    ["malformed", async ({ upstream }) => (await upstream.next()).answer(200, {})],
    ["rate_limited", (scene) => scene.answerNext(429).then(() => {})],
    ["overloaded", (scene) => scene.answerNext(529).then(() => {})],
    ["server_error", (scene) => scene.answerNext(500).then(() => {})],
  ];
  for (const [errorClass, fail] of failures) {
    await using scene = new Scene(target("one", { timeouts: { firstTokenMs: 1_000 } }));
    const response = scene.ask();
    await fail(scene);
    await scene.pauseUntilCall();
    await scene.answerNext(200);
    assert.equal((await response).status, 200, errorClass);
    assert.deepEqual(scene.gateway.log.only.attempts.map((one) => one.errorClass), [errorClass, null]);
  }
});

test("Course waits for as long as the target asks when there is time for it, and not at all when there is none", async () => {
  const table: [headers: Record<string, string>, pauseMs: number | null][] = [
    [{ "retry-after": "3" }, 3_000],
    [{ "retry-after-ms": "1500" }, 1_500],
    [{ "x-ratelimit-reset-requests": "2s" }, 2_000],
    [{ "retry-after": "9" }, null],
  ];
  for (const [headers, pauseMs] of table) {
    await using scene = new Scene(target("one", { timeouts: { totalMs: 8_000 } }));
    const response = scene.ask();
    await scene.answerNext(429, headers);
    if (pauseMs === null) {
      const answered = await response;
      assert.deepEqual([answered.status, answered.headers.get("retry-after")], [429, "9"]);
      continue;
    }
    const pausedMs = await scene.pauseUntilCall();
    assert.ok(pausedMs >= pauseMs && pausedMs < pauseMs + 60, `${pausedMs} for ${JSON.stringify(headers)}`);
    await scene.answerNext(200);
    assert.equal((await response).status, 200);
  }
});

test("Course tries a fresh credential at once and pauses only when there is none; each is as good again after a pause", async () => {
  await using scene = new Scene(target("one"), { credentials: [first, second], random: () => 0 });
  const response = scene.ask();
  assert.equal(await scene.answerNext(429, { "retry-after": "4" }), "one first");
  assert.equal(await scene.answerNext(429, { "retry-after": "2" }), "one second", "at once");
  assert.ok(await scene.pauseUntilCall() >= 2_000);
  assert.equal(await scene.answerNext(200), "one second", "the one that has cooled");
  assert.equal((await response).status, 200);
});

test("Course leaves a refused credential alone for five minutes, whatever the model, and takes another", async () => {
  await using scene = new Scene(fallback(target("one")), { credentials: [first, second], random: () => 0 });
  const ask = async (...statuses: number[]) => {
    const response = scene.ask();
    const used: string[] = [];
    for (const status of statuses) used.push(await scene.answerNext(status));
    assert.equal((await response).status, 200);
    return used;
  };
  assert.deepEqual(await ask(401, 200), ["one first", "one second"]);
  assert.deepEqual(await ask(200), ["one second"]);
  await scene.clock.advance(299_000);
  assert.deepEqual(await ask(200), ["one second"]);
  await scene.clock.advance(1_000);
  assert.deepEqual(await ask(200), ["one first"]);
});

test("Course has every request that meets a 429 at the same time go on with another credential", async () => {
  await using scene = new Scene(target("one"), { credentials: [first, second], random: () => 0 });
  const responses = Array.from({ length: 20 }, () => scene.ask());
  const limited = await Promise.all(responses.map(() => scene.answerNext(429, { "retry-after": "30" })));
  assert.deepEqual(new Set(limited), new Set(["one first"]));
  const answered = await Promise.all(responses.map(() => scene.answerNext(200)));
  assert.deepEqual(new Set(answered), new Set(["one second"]));
  for (const response of responses) assert.equal((await response).status, 200);
});

test("Course keeps to the budget of attempts and to the deadline, retries and pauses included", async () => {
  const children = ["one", "two", "three"].map((model) => target(model, { retries: 5 }));
  await using scene = new Scene(fallback(...children), { random: () => 0 });
  const response = scene.ask();
  for (let count = 0; count < ATTEMPTS_MAX; count++) await scene.answerNext(500);
  assert.equal((await response).status, 502);
  assert.equal(scene.upstream.calls.length, ATTEMPTS_MAX);

  await using late = new Scene(target("one", { retries: 5, timeouts: { totalMs: 1_000 } }), { random: () => 0.999 });
  const failed = late.ask();
  await late.answerNext(500);
  await late.pauseUntilCall();
  await late.answerNext(500);
  await late.pauseUntilCall();
  await late.answerNext(500);
  assert.equal((await failed).status, 502, "a third pause would end after the deadline");
  assert.ok(late.gateway.log.only.timings.totalMs < 1_000);
});

test("Course ends a pause at once when the client goes away", async () => {
  await using scene = new Scene(target("one"));
  const client = new AbortController();
  const response = scene.ask({}, { signal: client.signal });
  await scene.answerNext(429, { "retry-after": "30" });
  await scene.clock.advance(1_000);
  assert.equal(scene.gateway.handler.inFlight, 1, "a request that pauses counts");
  client.abort();
  assert.equal((await response).status, 499);
  assert.equal(scene.gateway.log.only.outcome, "cancelled");
  assert.ok(scene.gateway.log.only.timings.totalMs <= 1_020);
  assert.equal(scene.gateway.handler.inFlight, 0);
});

test("Course begins no pause once the process is to end, and lets those under way end", async () => {
  await using scene = new Scene(target("one"));
  const pausing = scene.ask();
  await scene.answerNext(500, { "retry-after": "3" });
  const failing = scene.ask();
  const call = await scene.upstream.next();
  scene.gateway.handler.draining();
  call.answer(500, { error: { message: "no" } }, { "retry-after": "3" });
  const answered = await failing;
  assert.deepEqual([answered.status, answered.headers.get("retry-after")], [502, "3"]);
  await scene.pauseUntilCall();
  await scene.answerNext(200);
  assert.equal((await pausing).status, 200);
});

test("Course counts requests that pause among those in flight, and turns others away at the cap", async () => {
  await using scene = new Scene(target("one"), { requestsInFlightMax: 2 });
  const pausing = [scene.ask(), scene.ask()];
  for (const _ of pausing) await scene.answerNext(503, { "retry-after": "2" });
  await scene.clock.advance(500);
  assert.equal((await errorOf(await scene.ask())).code, "gateway_overloaded");
  await scene.pauseUntilCall();
  for (const _ of pausing) await scene.answerNext(200);
  for (const response of pausing) assert.equal((await response).status, 200);
});

test("Course passes over a target whose circuit is open, with a note on the record and none of the budget", async () => {
  const targets = ["one", "two"].map((model) => target(model, { retries: 0 }));
  await using scene = new Scene(fallback(...targets));
  for (let count = 0; count < 10; count++) {
    const response = scene.ask();
    assert.equal(await scene.answerNext(500), "one first");
    assert.equal(await scene.answerNext(200), "two first");
    await response;
  }
  const response = scene.ask();
  assert.equal(await scene.answerNext(200), "two first");
  assert.equal((await response).headers.get("x-perpetuo-attempts"), "1");
  const { attempts, provider, routePath } = scene.gateway.log.finished.at(-1)!;
  assert.deepEqual(
    attempts.map(({ target: { model }, errorClass, endMs, status, error }) => [
      model,
      errorClass,
      endMs,
      status,
      error,
    ]),
    [
      ["one", "server_error", 0, null, "circuit open: server_error (10 of 10 failed), left alone for 5000 ms yet"],
      ["two", null, 0, 200, null],
    ],
  );
  assert.deepEqual([provider, routePath.at(-1)?.path], ["a", "/children/1"]);
});

test("Course lets `on` decide about an open circuit as about the failure that opened it", async () => {
  const targets = ["one", "two"].map((model) => target(model, { retries: 0 }));
  await using scene = new Scene({ type: "fallback", on: ["timeout"], children: targets });
  await scene.fail(10, 500);
  const refused = await scene.ask();
  assert.deepEqual([refused.status, (await errorOf(refused)).code], [503, "upstream_circuit_open"]);
  assert.equal(scene.upstream.calls.length, 10);
});

test("Course answers 503 with the time of the next probe when nothing but open circuits is left", async () => {
  await using scene = new Scene(target("one", { retries: 0 }));
  await scene.fail(10, 503);
  await scene.clock.advance(2_500);
  const refused = await scene.ask();
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("retry-after"), "3");
  assert.equal(refused.headers.get("x-should-retry"), "false");
  const error = await errorOf(refused);
  assert.equal(error.code, "upstream_circuit_open");
  assert.match(error.message, /Try again in 3 s/);
  const { outcome, errorCode, costNanoUsd, attempts } = scene.gateway.log.finished.at(-1)!;
  assert.deepEqual([outcome, errorCode, costNanoUsd, attempts.length], ["failed", "upstream_circuit_open", 0, 1]);
  await scene.clock.advance(2_500);
  const probe = scene.ask();
  const waiting = await scene.upstream.next();
  assert.equal((await errorOf(await scene.ask())).code, "upstream_circuit_open", "one probe at a time");
  waiting.answer(200, completion("hi"));
  assert.equal((await probe).status, 200);
  const after = scene.ask();
  await scene.answerNext(200);
  assert.equal((await after).status, 200);
});

test("Course tells a real failure rather than an open circuit, and tries the last target that was called again", async () => {
  const children = [target("one"), target("two")];
  await using scene = new Scene(fallback(...children), {
    routes: { chat: fallback(...children), two: target("two", { retries: 0 }) },
    random: () => 0,
  });
  for (let count = 0; count < 10; count++) {
    const response = scene.ask({ model: "two" });
    await scene.answerNext(500);
    await response;
  }
  const response = scene.ask();
  for (let count = 0; count < 3; count++) assert.equal(await scene.answerNext(503), "one first");
  assert.equal((await errorOf(await response)).code, "upstream_overloaded");
  const { attempts } = scene.gateway.log.finished.at(-1)!;
  assert.deepEqual(attempts.map(({ target: { model } }) => model), ["one", "two", "one", "one"]);
});

test("Course frees a probe's place however the probe ends", async () => {
  const endings: [name: string, end: (scene: Scene) => Promise<void>][] = [
    ["the client goes before there is an answer", async (scene) => {
      const client = new AbortController();
      const response = scene.ask({}, { signal: client.signal });
      await scene.upstream.next();
      await scene.clock.advance(200);
      client.abort();
      assert.equal((await response).status, 499);
    }],
    ["the client goes in the middle of its stream", async (scene) => {
      const response = scene.ask({ stream: true });
      const call = await scene.upstream.next();
      call.head(200);
      call.event(chunk({ content: "a" }));
      await (await response).body!.cancel();
    }],
    ["the provider refuses the request", async (scene) => {
      const response = scene.ask();
      await scene.answerNext(400);
      await response;
    }],
    ["the provider says nothing", async (scene) => {
      const response = scene.ask();
      await scene.upstream.next();
      await scene.clock.advance(1_100);
      assert.equal((await response).status, 504);
      await scene.clock.advance(11_000);
    }],
    ["the stream breaks off", async (scene) => {
      const response = scene.ask({ stream: true });
      const call = await scene.upstream.next();
      call.head(200);
      call.event(chunk({ content: "a" }));
      call.error({ errorClass: "connection", detail: "reset" });
      await (await response).text();
    }],
  ];
  for (const [name, end] of endings) {
    await using scene = new Scene(target("one", { retries: 0, timeouts: { firstTokenMs: 1_000 } }));
    await scene.fail(10, 500);
    await scene.clock.advance(5_000);
    await end(scene);
    const after = scene.ask();
    await scene.answerNext(200);
    assert.equal((await after).status, 200, name);
  }
});

test("Course counts streams that break off after their first content as failures of their target", async () => {
  await using scene = new Scene(target("one", { retries: 0 }));
  for (let count = 0; count < 10; count++) {
    const response = scene.ask({ stream: true });
    const call = await scene.upstream.next();
    call.head(200);
    call.event(chunk({ content: "a" }));
    call.error({ errorClass: "connection", detail: "reset" });
    await (await response).text();
  }
  assert.equal((await errorOf(await scene.ask())).code, "upstream_circuit_open");
});

test("Course does not open a circuit for rate limits, wrong requests, or clients that go away", async () => {
  await using scene = new Scene(target("one", { retries: 0 }));
  await scene.fail(12, 429);
  await scene.fail(12, 400);
  for (let count = 0; count < 12; count++) {
    const client = new AbortController();
    const response = scene.ask({}, { signal: client.signal });
    await scene.upstream.next();
    await scene.clock.advance(120);
    client.abort();
    await response;
  }
  const response = scene.ask();
  await scene.answerNext(200);
  assert.equal((await response).status, 200);
  await eventually(() => scene.gateway.handler.inFlight === 0);
});
