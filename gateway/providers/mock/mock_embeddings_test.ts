import assert from "node:assert/strict";
import { ManualClock } from "../../../shared/time/manual_clock.ts";
import { test } from "../../../testing/test.ts";
import { RecordingSink } from "../../upstream/testing/recording_sink.ts";
import { MockUpstream } from "./mock_upstream.ts";

function setUp() {
  const clock = new ManualClock();
  return { clock, upstream: new MockUpstream({ clock, random: () => 0 }) };
}

function send(upstream: MockUpstream, body: Record<string, unknown>): RecordingSink {
  const sink = new RecordingSink();
  upstream.send({
    method: "POST",
    url: "mock://in-process/v1/embeddings?version=1",
    headers: {},
    body: new TextEncoder().encode(JSON.stringify({ model: "m", ...body })),
    connectTimeoutMs: 1_000,
  }, sink);
  return sink;
}

async function embed(body: Record<string, unknown>) {
  const sink = send(setUp().upstream, body);
  await sink.over();
  return { status: sink.status, ...JSON.parse(sink.text) };
}

test("MockUpstream embeds every input as a unit vector of its own, the same every time", async () => {
  const input = ["one", "two", "one"];
  const [first, second] = [await embed({ input }), await embed({ input })];
  assert.deepEqual(first, second);
  assert.deepEqual([first.status, first.object, first.model], [200, "list", "m"]);
  assert.deepEqual(first.data.map((one: { index: number; object: string }) => [one.index, one.object]), [
    [0, "embedding"],
    [1, "embedding"],
    [2, "embedding"],
  ]);
  const vectors: number[][] = first.data.map((one: { embedding: number[] }) => one.embedding);
  for (const vector of vectors) {
    assert.equal(vector.length, 8);
    assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-6);
  }
  assert.deepEqual(vectors[0], vectors[2]);
  assert.notDeepEqual(vectors[0], vectors[1]);
});

test("MockUpstream embeds texts and tokens, one or many, and counts them", async () => {
  const table: [unknown, number, number][] = [
    ["eight ch", 1, 2],
    [["a", "twelve chars"], 2, 4],
    [[1, 2, 3], 1, 3],
    [[[1, 2], [3]], 2, 3],
  ];
  for (const [input, vectors, tokens] of table) {
    const { data, usage } = await embed({ input });
    assert.equal(data.length, vectors);
    assert.deepEqual(usage, { prompt_tokens: tokens, total_tokens: tokens });
  }
  assert.equal((await embed({ model: "m?input_tokens=70", input: "x" })).usage.prompt_tokens, 70);
});

test("MockUpstream writes the same numbers in base64, as little-endian Float32", async () => {
  const [floats, base64] = [
    await embed({ input: "x", dimensions: 3 }),
    await embed({ input: "x", dimensions: 3, encoding_format: "base64" }),
  ];
  const bytes = Uint8Array.fromBase64(base64.data[0].embedding);
  const view = new DataView(bytes.buffer);
  assert.deepEqual([0, 4, 8].map((at) => view.getFloat32(at, true)), floats.data[0].embedding);
  assert.equal(bytes.length, 12);
});

test("MockUpstream refuses to embed what cannot be embedded, and vectors without bounds", async () => {
  const table: [Record<string, unknown>, string][] = [
    [{}, "input"],
    [{ input: [] }, "input"],
    [{ input: [1, "x"] }, "input"],
    [{ input: "x", dimensions: 0 }, "dimensions"],
    [{ input: "x", dimensions: 4_097 }, "dimensions"],
    [{ input: Array.from({ length: 245 }, () => "x"), dimensions: 4_096 }, "1000000 numbers"],
  ];
  for (const [body, word] of table) {
    const { status, error } = await embed(body);
    assert.equal(status, 400);
    assert.ok(error.message.includes(word), error.message);
  }
  assert.equal((await embed({ input: "x", dimensions: null })).data[0].embedding.length, 8);
});

test("MockUpstream heeds its directives for embeddings as for a whole chat answer", async () => {
  const table: [string, string[], number | null][] = [
    ["m?status=429,retry_after=3", ["head", "data", "end"], 429],
    ["flaky", ["head", "data", "end"], 500],
    ["m?fail_after=0", ["error"], null],
    ["m?fail_after=2", ["head", "data", "error"], 200],
    ["m?cut_after=2", ["head", "data", "end"], 200],
    ["m?error_after=2", ["head", "data", "end"], 200],
  ];
  for (const [model, said, status] of table) {
    const sink = send(setUp().upstream, { model, input: "x" });
    await sink.over();
    assert.deepEqual([sink.said, sink.status ?? null], [said, status], model);
    assert.ok(!sink.text.endsWith("}}") || sink.text.includes('"error"'), model);
  }
  const { clock, upstream } = setUp();
  const late = send(upstream, { model: "m?latency=200", input: "x" });
  await clock.advance(199);
  assert.deepEqual(late.said, []);
  await clock.advance(1);
  assert.deepEqual(late.said, ["head", "data", "end"]);
  const stalled = send(upstream, { model: "m?stall_after=1", input: "x" });
  await clock.advance(60_000);
  assert.deepEqual(stalled.said, ["head", "data"]);
  await upstream.close();
});
