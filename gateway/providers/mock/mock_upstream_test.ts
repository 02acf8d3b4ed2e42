import assert from "node:assert/strict";
import { ManualClock } from "../../../shared/time/manual_clock.ts";
import { test } from "../../../testing/test.ts";
import { RecordingSink } from "../../upstream/testing/recording_sink.ts";
import type { UpstreamRequest } from "../../upstream/upstream.ts";
import { readChatStream } from "../../wires/testing/read_chat_stream.ts";
import { MOCK_MODELS } from "./mock_script.ts";
import { MockUpstream } from "./mock_upstream.ts";

const messages = [{ role: "user", content: "Say it back" }];

function request(model: string, more: Record<string, unknown> = {}, header?: string): UpstreamRequest {
  const body = { model, messages, ...more };
  return {
    method: "POST",
    url: "mock://in-process/v1/chat/completions",
    headers: header === undefined ? {} : { "x-perpetuo-mock": header },
    body: new TextEncoder().encode(JSON.stringify(body)),
    connectTimeoutMs: 1_000,
  };
}

const streamed = { stream: true, stream_options: { include_usage: true } };

function setUp(random = 0) {
  const clock = new ManualClock();
  return { clock, upstream: new MockUpstream({ clock, random: () => random }) };
}

function reading(sink: RecordingSink) {
  return readChatStream(new TextEncoder().encode(sink.text));
}

async function answer(upstream: MockUpstream, asked: UpstreamRequest): Promise<RecordingSink> {
  const sink = new RecordingSink();
  upstream.send(asked, sink);
  await sink.over();
  return sink;
}

test("MockUpstream answers at once, the same every time, and without a timer", async () => {
  const { clock, upstream } = setUp();
  const first = await answer(upstream, request("demo"));
  const second = await answer(upstream, request("demo"));
  assert.equal(clock.pending, 0);
  assert.equal(first.status, 200);
  const [one, two] = [JSON.parse(first.text), JSON.parse(second.text)];
  assert.equal(one.choices[0].message.content, two.choices[0].message.content);
  assert.equal(one.model, "demo");
  assert.deepEqual([one.usage.prompt_tokens, one.usage.completion_tokens > 0], [7, true]);
});

test("MockUpstream says nothing before send() has returned, nor after an abort", async () => {
  const { upstream } = setUp();
  const sink = new RecordingSink();
  const exchange = upstream.send(request("demo", streamed), sink);
  assert.deepEqual(sink.said, []);
  sink.onData = () => exchange.abort();
  await sink.until(() => sink.chunks.length > 0);
  await Promise.resolve();
  assert.deepEqual([sink.said, sink.chunks.length], [["head", "data"], 1]);
});

test("MockUpstream streams as many chunks as it is told, at the times it is told", async () => {
  const { clock, upstream } = setUp();
  const sink = new RecordingSink();
  upstream.send(request("any?chunks=3&interval=10&ttft=300&latency=200", streamed), sink);
  const heard: [number, string[], number][] = [];
  const note = () => heard.push([clock.monotonic(), [...sink.said], sink.chunks.length]);
  for (const ms of [199, 1, 99, 1, 10, 10]) {
    await clock.advance(ms);
    note();
  }
  assert.deepEqual(heard, [
    [199, [], 0],
    [200, ["head", "data"], 1],
    [299, ["head", "data"], 1],
    [300, ["head", "data"], 2],
    [310, ["head", "data"], 3],
    // The last content, the finish reason, usage and the terminal.
    [320, ["head", "data", "end"], 7],
  ]);
  assert.equal(clock.pending, 0);
});

test("MockUpstream gives the usage that it is told", async () => {
  const { upstream } = setUp();
  const sink = await answer(upstream, request("m?input_tokens=100&output_tokens=7&cached_tokens=30", streamed));
  const { usage } = reading(sink);
  assert.deepEqual([usage?.prompt_tokens, usage?.completion_tokens, usage?.total_tokens], [100, 7, 107]);
  assert.equal(usage?.prompt_tokens_details?.cached_tokens, 30);
  assert.ok(!(await answer(upstream, request("m", { stream: true }))).text.includes("usage"));
});

test("MockUpstream lets the header win over the model, and the model over its well-known name", async () => {
  const { upstream } = setUp();
  assert.equal((await answer(upstream, request("error-500"))).status, 500);
  assert.equal((await answer(upstream, request("error-500?status=503"))).status, 503);
  const sink = await answer(upstream, request("error-500?status=503", {}, "status=429, retry_after=2"));
  assert.deepEqual([sink.status, sink.headers?.get("retry-after")], [429, "2"]);
});

test("MockUpstream breaks off as it is told", async () => {
  const table: [string, string[], string][] = [
    ["m?fail_after=0", ["error"], ""],
    ["m?fail_after=2", ["head", "data", "error"], ""],
    ["m?cut_after=2", ["head", "data", "end"], ""],
    ["m?error_after=2", ["head", "data", "end"], "told to fail"],
  ];
  for (const [model, said, tail] of table) {
    const { upstream } = setUp();
    const sink = await answer(upstream, request(model, streamed));
    assert.deepEqual(sink.said, said, model);
    assert.ok(!sink.text.includes("[DONE]") && sink.text.includes(tail), model);
    const whole = await answer(upstream, request(model));
    assert.throws(() => {
      const body = JSON.parse(whole.text);
      if (body.error) throw new Error("an error body");
    }, model);
  }
});

test("MockUpstream stalls for ever until it is aborted", async () => {
  const { clock, upstream } = setUp();
  const sink = new RecordingSink();
  const exchange = upstream.send(request("stall", streamed), sink);
  await clock.advance(3_600_000);
  assert.deepEqual(sink.said, ["head", "data"]);
  exchange.abort();
  assert.deepEqual(sink.said, ["head", "data"]);
});

test("MockUpstream is flaky by the random source that it is given", async () => {
  assert.equal((await answer(setUp(0.49).upstream, request("flaky"))).status, 500);
  assert.equal((await answer(setUp(0.5).upstream, request("flaky"))).status, 200);
});

test("MockUpstream calls a declared tool, and speaks once it has the result", async () => {
  const { upstream } = setUp();
  const parameters = { type: "object", properties: { city: { type: "string" }, days: { type: "integer" } } };
  const tools = [{ type: "function", function: { name: "forecast", parameters } }];
  const sink = await answer(upstream, request("tools", { ...streamed, tools }));
  const [call] = reading(sink).toolCalls;
  assert.equal(call?.name, "forecast");
  assert.deepEqual(JSON.parse(call!.arguments), { city: "Paris", days: 1 });
  const done = await answer(
    upstream,
    request("tools", { tools, messages: [...messages, { role: "tool", content: "ok" }] }),
  );
  assert.equal(JSON.parse(done.text).choices[0].finish_reason, "stop");
});

test("MockUpstream echoes the last thing that the user said", async () => {
  const { upstream } = setUp();
  assert.equal(JSON.parse((await answer(upstream, request("echo"))).text).choices[0].message.content, "Say it back");
  assert.equal(reading(await answer(upstream, request("m?echo&chunks=2", streamed))).text, "Say it back");
});

test("MockUpstream explains a directive that it does not understand", async () => {
  const { upstream } = setUp();
  for (
    const [model, word] of [["m?nonsense=1", "nonsense"], ["m?status=200", "status"], ["m?chunks=0", "chunks"]] as const
  ) {
    const sink = await answer(upstream, request(model));
    assert.equal(sink.status, 400);
    assert.ok(JSON.parse(sink.text).error.message.includes(word));
  }
});

test("MockUpstream holds a paused answer and goes on where it was", async () => {
  const { upstream } = setUp();
  const sink = new RecordingSink();
  const exchange = upstream.send(request("m?chunks=50", streamed), sink);
  sink.onData = () => exchange.pause();
  for (let resumed = 1; !sink.isOver; resumed++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    assert.equal(sink.chunks.length, Math.min(resumed, 54));
    exchange.resume();
    await Promise.resolve();
  }
  assert.ok(sink.text.endsWith("data: [DONE]\n\n"));
});

test("MockUpstream.close() aborts what is under way and leaves no timer", async () => {
  const { clock, upstream } = setUp();
  const sink = new RecordingSink();
  upstream.send(request("slow", streamed), sink);
  await clock.untilPending();
  await upstream.close();
  await clock.advance(60_000);
  assert.deepEqual([sink.said, clock.pending], [[], 0]);
});

test("MOCK_MODELS all hold directives that are understood", async () => {
  for (const model of Object.keys(MOCK_MODELS)) {
    const { clock, upstream } = setUp(1);
    const sink = new RecordingSink();
    upstream.send(request(model, streamed), sink);
    await clock.advance(60_000);
    assert.notEqual(sink.status, 400, model);
  }
});
