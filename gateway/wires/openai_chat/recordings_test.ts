import assert from "node:assert/strict";
import { recordings } from "../../../testing/provider_replay.ts";
import { test } from "../../../testing/test.ts";
import { chatCall, streamCall } from "../testing/chat_call.ts";
import { runStream } from "../testing/collecting_sink.ts";
import { readChatStream } from "../testing/read_chat_stream.ts";
import { cuts, wholeModes } from "../testing/stream_modes.ts";
import { testAdapter } from "../testing/test_adapter.ts";

const adapter = testAdapter("openai_compatible");
const folders = ["openai-chat", "xai", "groq", "deepseek-chat", "mistral", "moonshotai", "openai-compatible-chat"];

/** The counts of the last usage in a recording, read by hand: what each provider is known to send, and nothing more. */
function recordedTokens(events: Record<string, unknown>[]) {
  // deno-lint-ignore no-explicit-any -- a recording's shape is what is looked at
  const usage: any = events.map((event) => event["usage"]).findLast((value) => value !== null && value !== undefined);
  if (usage === undefined) return null;
  const reasoning = usage.completion_tokens_details?.reasoning_tokens ?? 0;
  return {
    input: usage.prompt_tokens,
    // xAI counts reasoning in the total alone.
    output: usage.total_tokens - usage.prompt_tokens,
    cacheRead: usage.prompt_tokens_details?.cached_tokens ?? usage.cached_tokens ?? 0,
    cacheWrite: 0,
    reasoning,
  };
}

for (const folder of folders) {
  test(`openaiChatWire() passes the recordings of ${folder} through and meters them`, () => {
    for (const recording of recordings(folder) ?? []) {
      if (!("choices" in recording.events[0]!)) continue;
      if (!recording.stream) {
        const answer = adapter.answer(chatCall(), recording.bytes);
        assert.ok(answer.state === "answered" && answer.bytes === recording.bytes, recording.name);
        assert.deepEqual(answer.facts.tokens, recordedTokens(recording.events), recording.name);
        assert.equal(answer.facts.modelServed, recording.events[0]!["model"]);
        continue;
      }
      const inside = readChatStream(recording.bytes);
      for (const usageAsked of [true, false]) {
        for (const [mode, chunks] of wholeModes(recording.bytes)) {
          const outcome = runStream(adapter, streamCall(usageAsked), chunks());
          assert.ok(outcome.terminal && outcome.content, `${recording.name} ${mode}`);
          assert.deepEqual(outcome.facts.tokens, recordedTokens(recording.events), `${recording.name} ${mode}`);
          assert.equal(outcome.facts.modelServed, recording.events.at(-1)!["model"]);
          if (usageAsked || inside.usageChunks === 0) assert.deepEqual(outcome.bytes, recording.bytes);
          const { chunks: read, usage: _usage, usageChunks, ...said } = readChatStream(outcome.bytes);
          const { chunks: recorded, usage: _recordedUsage, usageChunks: recordedUsageChunks, ...wasSaid } = inside;
          assert.deepEqual(said, wasSaid);
          assert.equal(usageChunks, usageAsked ? recordedUsageChunks : 0);
          assert.equal(read.length, recorded.length - (usageAsked ? 0 : recordedUsageChunks));
        }
      }
    }
  });

  test(`openaiChatWire() never takes a piece of a recording of ${folder} for the whole`, () => {
    for (const recording of recordings(folder) ?? []) {
      if (!recording.stream) continue;
      for (const piece of cuts(recording.bytes)) {
        const outcome = runStream(adapter, streamCall(), [piece]);
        assert.deepEqual([outcome.terminal, outcome.fault?.errorClass], [false, "malformed"], recording.name);
      }
    }
  });
}
