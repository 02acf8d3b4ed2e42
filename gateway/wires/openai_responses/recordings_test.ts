import assert from "node:assert/strict";
import { type Recording, recordings } from "../../../testing/provider_replay.ts";
import { test } from "../../../testing/test.ts";
import { runStream } from "../testing/collecting_sink.ts";
import { responsesCall } from "../testing/responses_call.ts";
import { cuts, wholeModes } from "../testing/stream_modes.ts";
import { testAdapter } from "../testing/test_adapter.ts";

const adapter = testAdapter("openai");
const call = responsesCall({ stream: true });

interface Usage {
  input_tokens: number;
  output_tokens: number;
}

/** The responses among the recordings: the folder of Azure holds a stream of chat completions too. */
function of(kind: "streams" | "wholes"): Recording[] {
  const folders = ["openai-responses", "azure", "open-responses-responses"];
  return folders.flatMap((folder) => recordings(folder) ?? []).filter(({ stream, events }) =>
    stream ? kind === "streams" && events[0]!["type"] === "response.created" : kind === "wholes"
  );
}

/** A recorded stream up to its first terminal: a few recordings hold several answers, and one request gets the first. */
function firstAnswer({ bytes }: Recording): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder().decode(bytes);
  const terminal = text.search(/^event: response\.(completed|incomplete)$/m);
  return terminal < 0 ? bytes : new TextEncoder().encode(text.slice(0, text.indexOf("\n\n", terminal) + 2));
}

function eventOf(recording: Recording, ...types: string[]): Record<string, unknown> | undefined {
  return recording.events.find((event) => types.includes(event["type"] as string));
}

test("openaiResponsesWire() passes every recorded stream through byte for byte, and meters it", () => {
  for (const recording of of("streams")) {
    const end = eventOf(recording, "response.completed", "response.incomplete");
    if (end === undefined) continue;
    const answer = firstAnswer(recording);
    const { usage, model } = end["response"] as { usage?: Usage; model: string };
    for (const [mode, chunks] of wholeModes(recording.bytes)) {
      const what = `${recording.name} ${mode}`;
      const { terminal, fault, bytes, facts, content } = runStream(adapter, call, chunks());
      assert.ok(terminal && fault === null && content, what);
      assert.deepEqual(bytes, answer, what);
      assert.equal(facts.modelServed, model, what);
      assert.deepEqual(
        [facts.tokens?.input, facts.tokens?.output],
        [usage?.input_tokens, usage?.output_tokens],
        what,
      );
    }
  }
});

test("openaiResponsesWire() takes a recorded failure for a fault", () => {
  for (const recording of of("streams")) {
    if (eventOf(recording, "response.failed", "error") === undefined) continue;
    for (const [, chunks] of wholeModes(recording.bytes)) {
      const { terminal, fault } = runStream(adapter, call, chunks());
      assert.ok(!terminal && fault !== null, recording.name);
      assert.notEqual(fault.errorClass, "malformed", recording.name);
    }
  }
});

test("openaiResponsesWire() never takes a piece of a recorded stream for the whole", () => {
  for (const recording of of("streams")) {
    for (const piece of cuts(firstAnswer(recording))) {
      const { terminal, fault } = runStream(adapter, call, [piece]);
      assert.ok(!terminal && fault !== null, recording.name);
    }
  }
});

test("openaiResponsesWire() passes every recorded response through as it came, and meters it", () => {
  for (const recording of of("wholes")) {
    const answer = adapter.answer(responsesCall(), recording.bytes);
    const body = recording.events[0]! as { usage?: Usage; error?: unknown };
    if (body.error) {
      assert.ok(answer.state === "failed" && answer.fault.errorClass === "invalid_request", recording.name);
      continue;
    }
    assert.ok(answer.state === "answered" && answer.bytes === recording.bytes, recording.name);
    const { tokens } = answer.facts;
    assert.deepEqual([tokens?.input, tokens?.output], [body.usage?.input_tokens, body.usage?.output_tokens]);
  }
});
