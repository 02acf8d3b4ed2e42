import assert from "node:assert/strict";
import { FIXTURES, type Recording, recordings } from "../../../testing/provider_replay.ts";
import { test } from "../../../testing/test.ts";
import { readOfficially } from "../../dialects/anthropic_messages/testing/official_reader.ts";
import { readCallId } from "../../translation/signature.ts";
import { chatCall, streamCall } from "../testing/chat_call.ts";
import { runStream } from "../testing/collecting_sink.ts";
import { messagesCall } from "../testing/messages_call.ts";
import { readChatStream } from "../testing/read_chat_stream.ts";
import { cuts, wholeModes } from "../testing/stream_modes.ts";
import { testAdapter } from "../testing/test_adapter.ts";
import { geminiStatusFault } from "./errors.ts";

const adapter = () => testAdapter("gemini");

// deno-lint-ignore no-explicit-any -- a recording's shape is what is looked at
type Untyped = any;

/** What a recording says, read by hand. */
function saidBy(events: readonly Untyped[]) {
  const parts: Untyped[] = events.flatMap((event) => event.candidates?.[0]?.content?.parts ?? []);
  const usage = events.map((event) => event.usageMetadata).findLast((one) => one?.promptTokenCount !== undefined);
  return {
    text: parts.filter((part) => part.thought !== true).map((part) => part.text ?? "").join(""),
    names: parts.flatMap((part) => part.functionCall?.name ?? []),
    signatures: parts.flatMap((part) => part.functionCall?.name !== undefined ? part.thoughtSignature ?? [] : []),
    /** All texts in arguments, one behind the other: pieces of a text follow each other. */
    strings: parts.flatMap((part) =>
      part.functionCall?.partialArgs?.map((piece: Untyped) => piece.stringValue) ??
        Object.values(part.functionCall?.args ?? {})
    ).join(""),
    tokens: {
      input: usage.promptTokenCount,
      output: usage.totalTokenCount - usage.promptTokenCount,
      cacheRead: 0,
      cacheWrite: 0,
      reasoning: usage.thoughtsTokenCount ?? 0,
    },
  };
}

function google(isStream: boolean): Recording[] {
  return (recordings("google") ?? []).filter((one) => one.stream === isStream && one.events[0]!["error"] === undefined);
}

function stringsIn(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [value];
}

test("geminiWire() translates every recorded stream as it was meant, however it is cut into chunks", () => {
  for (const recording of google(true)) {
    const said = saidBy(recording.events);
    for (const [mode, chunks] of wholeModes(recording.bytes)) {
      const outcome = runStream(adapter(), streamCall(true), chunks());
      const what = `${recording.name} ${mode}`;
      assert.ok(outcome.terminal && outcome.content && outcome.fault === null, what);
      assert.deepEqual(outcome.facts.tokens, said.tokens, what);
      assert.equal(outcome.facts.modelServed, recording.events.at(-1)!["modelVersion"], what);
      const reading = readChatStream(outcome.bytes);
      assert.equal(reading.text, said.text, what);
      assert.deepEqual(reading.toolCalls.map((call) => call.name), said.names, what);
      const signatures = reading.toolCalls.flatMap((call) => readCallId(call.id).signature?.value ?? []);
      assert.deepEqual(signatures, said.signatures, what);
      assert.deepEqual(
        reading.toolCalls.flatMap((call) => stringsIn(JSON.parse(call.arguments))).join(""),
        said.strings,
        what,
      );
      assert.equal(reading.finishReason, said.names.length > 0 ? "tool_calls" : "stop", what);
      assert.deepEqual(reading.usage?.completion_tokens, said.tokens.output, what);
    }
  }
});

test("geminiWire() gives every recorded stream to the official client of messages", async () => {
  for (const recording of google(true)) {
    const said = saidBy(recording.events);
    const { bytes } = runStream(adapter(), messagesCall({ stream: true }), [recording.bytes]);
    const message = await readOfficially(new TextDecoder().decode(bytes));
    const text = message.content.map((block) => block.type === "text" ? block.text : "").join("");
    const calls = message.content.filter((block) => block.type === "tool_use");
    assert.equal(text, said.text, recording.name);
    assert.deepEqual(calls.map((call) => call.name), said.names, recording.name);
    assert.deepEqual(calls.flatMap((call) => stringsIn(call.input)).join(""), said.strings, recording.name);
    assert.equal(message.stop_reason, said.names.length > 0 ? "tool_use" : "end_turn", recording.name);
    assert.deepEqual(
      [message.usage.input_tokens, message.usage.output_tokens],
      [said.tokens.input, said.tokens.output],
      recording.name,
    );
  }
});

test("geminiWire() takes no piece of a recorded stream without its finish reason for the whole", () => {
  for (const recording of google(true)) {
    for (const piece of cuts(recording.bytes)) {
      const { terminal, fault, bytes } = runStream(adapter(), streamCall(), [piece]);
      const hasFinished = new TextDecoder().decode(piece).split("\n\n").some((event) =>
        /^data: .*"finishReason".*\}$/.test(event)
      );
      assert.equal(terminal, hasFinished, recording.name);
      if (terminal) continue;
      assert.equal(fault?.errorClass, "malformed", recording.name);
      assert.equal(readChatStream(bytes).finishReason, null);
    }
  }
});

test("geminiWire() translates every recorded whole answer as it was meant", () => {
  for (const recording of google(false)) {
    const said = saidBy(recording.events);
    const answer = adapter().answer(chatCall(), recording.bytes);
    assert.ok(answer.state === "answered", recording.name);
    const { message, finish_reason } = JSON.parse(new TextDecoder().decode(answer.bytes)).choices[0];
    assert.equal(message.content ?? "", said.text, recording.name);
    assert.deepEqual((message.tool_calls ?? []).map((call: Untyped) => call.function.name), said.names);
    assert.equal(finish_reason, said.names.length > 0 ? "tool_calls" : "stop");
    assert.deepEqual(answer.facts.tokens, said.tokens, recording.name);
  }
});

test("geminiStatusFault() reads the recorded 429 with its wait", () => {
  const recorded = (recordings("google") ?? []).find((one) => one.name === "google/google-429-retry-info");
  if (recorded === undefined) return console.log(`No 429 in ${FIXTURES.pathname}: nothing to compare with.`);
  const fault = geminiStatusFault(chatCall(), 429, { get: () => null }, recorded.bytes, 0);
  assert.deepEqual(
    [fault.errorClass, fault.retryAfterMs, fault.quotaExhausted ?? false, fault.message],
    ["rate_limited", 34_400, false, "You exceeded your current quota, please check your plan."],
  );
});
