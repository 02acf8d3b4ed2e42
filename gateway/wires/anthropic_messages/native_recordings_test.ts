import assert from "node:assert/strict";
import { type Recording, recordings } from "../../../testing/provider_replay.ts";
import { test } from "../../../testing/test.ts";
import { runStream } from "../testing/collecting_sink.ts";
import { messagesCall } from "../testing/messages_call.ts";
import { cuts, wholeModes } from "../testing/stream_modes.ts";
import { testAdapter } from "../testing/test_adapter.ts";
import { finalMessage } from "./testing/final_message.ts";
import { readMessageEvents, readWholeMessage } from "./testing/said_by_message.ts";

const adapter = testAdapter("anthropic");
const call = messagesCall({ stream: true });

/** A recorded stream up to its first terminal: a few recordings hold several answers, and one request gets the first. */
function firstAnswer(recording: Recording): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder().decode(recording.bytes);
  const terminal = 'event: message_stop\ndata: {"type":"message_stop"';
  return new TextEncoder().encode(text.slice(0, text.indexOf("\n\n", text.indexOf(terminal)) + 2));
}

function of(kind: "streams" | "messages"): Recording[] {
  return (recordings("anthropic") ?? []).filter((recording) => recording.stream === (kind === "streams"));
}

test("anthropicMessagesWire() passes every recorded stream through byte for byte, and meters it", () => {
  for (const recording of of("streams")) {
    const bytes = firstAnswer(recording);
    for (const [mode, chunks] of wholeModes(recording.bytes)) {
      const what = `${recording.name} ${mode}`;
      const outcome = runStream(adapter, call, chunks());
      assert.ok(outcome.terminal && outcome.fault === null, what);
      assert.deepEqual(outcome.bytes, bytes, what);
      assert.deepEqual(outcome.facts.tokens, readMessageEvents(recording.events).tokens, what);
      assert.equal(outcome.facts.modelServed, (recording.events[0]!["message"] as { model: string }).model, what);
    }
  }
});

test("anthropicMessagesWire() never takes a piece of a recorded stream for the whole where it passes it through", () => {
  for (const recording of of("streams")) {
    const bytes = firstAnswer(recording);
    for (const piece of cuts(bytes)) {
      const outcome = runStream(adapter, call, [piece]);
      assert.deepEqual([outcome.terminal, outcome.fault?.errorClass], [false, "malformed"], recording.name);
      assert.ok(outcome.bytes.length <= piece.length);
    }
  }
});

test("anthropicMessagesWire() passes every recorded message through as it came, and meters it", () => {
  for (const recording of of("messages")) {
    const answer = adapter.answer(messagesCall(), recording.bytes);
    assert.ok(answer.state === "answered" && answer.bytes === recording.bytes, recording.name);
    assert.deepEqual(answer.facts.tokens, readWholeMessage(recording.events[0]).tokens, recording.name);
    assert.equal(answer.facts.modelServed, recording.events[0]!["model"], recording.name);
  }
});

test("the official Anthropic client reads every recorded stream that is passed through", async () => {
  for (const recording of of("streams")) {
    const bytes = firstAnswer(recording);
    // The client itself refuses a second start, whoever sends it.
    if (new TextDecoder().decode(bytes).split("event: message_start").length > 2) continue;
    const said = readMessageEvents(recording.events);
    const message = await finalMessage(runStream(adapter, call, wholeModes(recording.bytes)[2]![1]()).bytes);
    const texts = message.content.map((block) => block.type === "text" ? block.text : "");
    assert.equal(texts.join(""), said.text, recording.name);
    assert.equal(message.stop_reason, said.stopReason, recording.name);
    assert.equal(message.usage.output_tokens, said.tokens.output, recording.name);
  }
});
