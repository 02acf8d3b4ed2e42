import assert from "node:assert/strict";
import { type Recording, recordings } from "../../../testing/provider_replay.ts";
import { test } from "../../../testing/test.ts";
import { chatCall, streamCall } from "../testing/chat_call.ts";
import { runStream } from "../testing/collecting_sink.ts";
import { readChatStream } from "../testing/read_chat_stream.ts";
import { cuts, wholeModes } from "../testing/stream_modes.ts";
import { testAdapter } from "../testing/test_adapter.ts";
import { readMessageEvents, readWholeMessage } from "./testing/said_by_message.ts";

const adapter = testAdapter("anthropic", { now: () => 0 });

// deno-lint-ignore no-explicit-any -- a completion's shape is what is looked at
type Untyped = any;

const finishReasons: Record<string, string> = {
  end_turn: "stop",
  tool_use: "tool_calls",
  max_tokens: "length",
  stop_sequence: "stop",
  pause_turn: "stop",
  refusal: "content_filter",
};

function parseArguments(calls: readonly { id: string; name: string; arguments: string }[]) {
  return calls.map((call) => ({ ...call, arguments: JSON.parse(call.arguments) }));
}

function streamed(): Recording[] {
  return (recordings("anthropic") ?? []).filter((recording) => recording.stream);
}

test("anthropicMessagesWire() translates every recorded stream as it was meant, however it is cut into chunks", () => {
  for (const recording of streamed()) {
    const said = readMessageEvents(recording.events);
    for (const [mode, chunks] of wholeModes(recording.bytes)) {
      const outcome = runStream(adapter, streamCall(true), chunks());
      const what = `${recording.name} ${mode}`;
      assert.ok(outcome.terminal && outcome.fault === null, what);
      const reading = readChatStream(outcome.bytes);
      assert.deepEqual([reading.text, reading.reasoning], [said.text, said.reasoning], what);
      assert.deepEqual(parseArguments(reading.toolCalls), said.toolCalls, what);
      assert.equal(reading.finishReason, finishReasons[said.stopReason!], what);
      assert.deepEqual(outcome.facts.tokens, said.tokens, what);
      assert.deepEqual([reading.usage?.prompt_tokens, reading.usage?.completion_tokens], [
        said.tokens.input,
        said.tokens.output,
      ]);
      assert.ok(reading.done && reading.usageChunks === 1);
    }
  }
});

test("anthropicMessagesWire() never takes a piece of a recorded stream for the whole", () => {
  for (const recording of streamed()) {
    const text = new TextDecoder().decode(recording.bytes);
    const first = text.slice(
      0,
      text.indexOf("event: message_stop") + '"event: message_stop\ndata: {"type":"message_stop"}\n\n'.length,
    );
    for (const piece of cuts(new TextEncoder().encode(first))) {
      const outcome = runStream(adapter, streamCall(), [piece]);
      assert.equal(outcome.terminal, false, recording.name);
      assert.equal(readChatStream(outcome.bytes).finishReason, null);
    }
  }
});

test("anthropicMessagesWire() translates every recorded message as it was meant", () => {
  for (const recording of (recordings("anthropic") ?? []).filter((one) => !one.stream)) {
    const said = readWholeMessage(recording.events[0]);
    const answer = adapter.answer(chatCall(), recording.bytes);
    assert.ok(answer.state === "answered", recording.name);
    const completion = JSON.parse(new TextDecoder().decode(answer.bytes));
    const { message, finish_reason } = completion.choices[0];
    assert.deepEqual(
      [message.content ?? "", message.reasoning_content ?? ""],
      [said.text, said.reasoning],
      recording.name,
    );
    const calls = (message.tool_calls ?? []).map((call: Untyped) => ({
      id: call.id,
      name: call.function.name,
      arguments: JSON.parse(call.function.arguments),
    }));
    assert.deepEqual(calls, said.toolCalls, recording.name);
    assert.equal(finish_reason, finishReasons[said.stopReason!], recording.name);
    assert.deepEqual(answer.facts.tokens, said.tokens, recording.name);
  }
});
