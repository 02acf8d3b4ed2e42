import assert from "node:assert/strict";
import { type Recording, recordings } from "../../../testing/provider_replay.ts";
import { test } from "../../../testing/test.ts";
import { chatCall, streamCall } from "../testing/chat_call.ts";
import { runStream } from "../testing/collecting_sink.ts";
import { readChatStream } from "../testing/read_chat_stream.ts";
import { cuts, wholeModes } from "../testing/stream_modes.ts";
import { testAdapter } from "../testing/test_adapter.ts";

const adapter = testAdapter("anthropic", { now: () => 0 });

/** What a recording says, read by hand. */
interface Said {
  text: string;
  reasoning: string;
  toolCalls: { id: string; name: string; arguments: unknown }[];
  stopReason: string | null;
  tokens: { input: number; output: number; cacheRead: number; cacheWrite: number; reasoning: number };
}

// deno-lint-ignore no-explicit-any -- a recording's shape is what is looked at
type Untyped = any;

function readEvents(events: Untyped[]): Said {
  const said: Said = { text: "", reasoning: "", toolCalls: [], stopReason: null, tokens: countTokens({}) };
  const arrived: Record<number, { id: string; name: string; json: string }> = {};
  let usage = {};
  // A few recordings hold several answers one after the other; one request gets the first.
  const end = events.findIndex((event) => event.type === "message_stop");
  for (const event of events.slice(0, end + 1)) {
    if (event.type === "message_start") usage = { ...usage, ...event.message.usage };
    if (event.type === "message_delta") {
      usage = { ...usage, ...event.usage };
      said.stopReason = event.delta.stop_reason;
    }
    if (event.type === "content_block_start" && event.content_block.type === "tool_use") {
      arrived[event.index] = { ...event.content_block, json: "" };
    }
    if (event.delta?.type === "text_delta") said.text += event.delta.text;
    if (event.delta?.type === "thinking_delta") said.reasoning += event.delta.thinking;
    if (event.delta?.type === "input_json_delta" && event.index in arrived) {
      arrived[event.index]!.json += event.delta.partial_json;
    }
  }
  said.toolCalls = Object.values(arrived).map(({ id, name, json }) => ({
    id,
    name,
    arguments: JSON.parse(json || "{}"),
  }));
  return { ...said, tokens: countTokens(usage) };
}

function readMessage(message: Untyped): Said {
  const of = (type: string) => message.content.filter((block: Untyped) => block.type === type);
  return {
    text: of("text").map((block: Untyped) => block.text).join(""),
    reasoning: of("thinking").map((block: Untyped) => block.thinking).join(""),
    toolCalls: of("tool_use").map(({ id, name, input }: Untyped) => ({ id, name, arguments: input })),
    stopReason: message.stop_reason,
    tokens: countTokens(message.usage),
  };
}

function countTokens(usage: Untyped): Said["tokens"] {
  const cacheRead = usage.cache_read_input_tokens ?? 0;
  const cacheWrite = usage.cache_creation_input_tokens ?? 0;
  return {
    input: (usage.input_tokens ?? 0) + cacheRead + cacheWrite,
    output: usage.output_tokens ?? 0,
    cacheRead,
    cacheWrite,
    reasoning: usage.output_tokens_details?.thinking_tokens ?? 0,
  };
}

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
    const said = readEvents(recording.events);
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
    const said = readMessage(recording.events[0]);
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
