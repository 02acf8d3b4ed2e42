import assert from "node:assert/strict";
import { ManualClock } from "../../../shared/time/manual_clock.ts";
import { test } from "../../../testing/test.ts";
import { RecordingSink } from "../../upstream/testing/recording_sink.ts";
import type { Upstream } from "../../upstream/upstream.ts";
import { chatCall } from "../../wires/testing/chat_call.ts";
import { runStream } from "../../wires/testing/collecting_sink.ts";
import { readChatStream } from "../../wires/testing/read_chat_stream.ts";
import { testAdapter } from "../../wires/testing/test_adapter.ts";

import { MockUpstream } from "./mock_upstream.ts";

const mockAdapter = testAdapter("mock");

function setUp(): Upstream {
  return new MockUpstream({ clock: new ManualClock(), random: () => 0 });
}

async function send(upstream: Upstream, call: ReturnType<typeof chatCall>): Promise<RecordingSink> {
  const prepared = mockAdapter.prepare(call);
  assert.ok(prepared.state === "ready");
  const sink = new RecordingSink();
  const { url, headers, body } = prepared;
  upstream.send({ method: "POST", url, headers, body, connectTimeoutMs: 1_000 }, sink);
  await sink.over();
  return sink;
}

test("mockDefinition() reaches the mock as any provider is reached, and without a credential", async () => {
  const upstream = setUp();
  const call = chatCall({ stream: true }, { model: "m?chunks=4&input_tokens=9", baseUrl: "" });
  const prepared = mockAdapter.prepare(call);
  assert.ok(prepared.state === "ready" && !("authorization" in prepared.headers));
  const sink = await send(upstream, call);
  const outcome = runStream(mockAdapter, call, sink.chunks);
  assert.ok(outcome.terminal);
  assert.deepEqual([outcome.facts.tokens?.input, outcome.facts.modelServed], [9, "m"]);
  assert.equal(readChatStream(outcome.bytes).usageChunks, 0);
  await upstream.close();
});

test("mockDefinition() gives the client's directives to the mock", async () => {
  const header = (name: string) => name === "x-perpetuo-mock" ? "status=429,retry_after=3" : null;
  const call = chatCall({}, { model: "demo", header });
  const sink = await send(setUp(), call);
  const body = new TextEncoder().encode(sink.text);
  const fault = mockAdapter.fault(call, sink.status!, sink.headers!, body, 0);
  assert.deepEqual([fault.errorClass, fault.retryAfterMs, fault.status], ["rate_limited", 3_000, 429]);
});
