import assert from "node:assert/strict";
import { type Recording, recordings } from "../../testing/provider_replay.ts";
import { test } from "../../testing/test.ts";
import type { ProviderKind } from "../../shared/contracts/provider_kind.ts";
import { chatCall, streamCall } from "./testing/chat_call.ts";
import { runStream } from "./testing/collecting_sink.ts";
import { messagesCall } from "./testing/messages_call.ts";
import {
  type OfficialReading,
  readChatOfficially,
  readMessageOfficially,
  readResponseOfficially,
} from "./testing/official_readings.ts";
import { responsesCall } from "./testing/responses_call.ts";
import { wholeModes } from "./testing/stream_modes.ts";
import { testAdapter } from "./testing/test_adapter.ts";
import type { AnswerFacts, ProviderCall } from "./wire.ts";

/** Which recordings are of which kind of provider. */
const SOURCES: readonly [kind: ProviderKind, folders: string[]][] = [
  ["openai_compatible", [
    "openai-chat",
    "xai",
    "groq",
    "deepseek-chat",
    "mistral",
    "moonshotai",
    "openai-compatible-chat",
  ]],
  ["anthropic", ["anthropic"]],
  ["gemini", ["google"]],
];

interface ClientDialect {
  name: string;
  call(stream: boolean): ProviderCall;
  read(bytes: Uint8Array<ArrayBuffer>, stream: boolean): Promise<OfficialReading>;
}

const DIALECTS: readonly ClientDialect[] = [
  {
    name: "chat completions",
    call: (stream) => stream ? streamCall() : chatCall(),
    read: readChatOfficially,
  },
  { name: "messages", call: (stream) => messagesCall({ stream }), read: readMessageOfficially },
  { name: "responses", call: (stream) => responsesCall({ stream }), read: readResponseOfficially },
];

/** What every client makes of one recording; `mode` only matters for streams. */
async function readings(kind: ProviderKind, recording: Recording, mode: number): Promise<[string, OfficialReading][]> {
  const adapter = testAdapter(kind);
  const all: [string, OfficialReading][] = [];
  for (const { name, call, read } of DIALECTS) {
    if (kind === "anthropic" && name === "messages") continue;
    const asked = call(recording.stream);
    let bytes: Uint8Array<ArrayBuffer>;
    let facts: AnswerFacts;
    if (recording.stream) {
      const outcome = runStream(adapter, asked, wholeModes(recording.bytes)[mode]![1]());
      assert.ok(outcome.terminal, `${recording.name} in ${name}: ${outcome.fault?.message}`);
      ({ bytes, facts } = outcome);
    } else {
      const answer = adapter.answer(asked, recording.bytes);
      assert.ok(answer.state === "answered", `${recording.name} in ${name}`);
      ({ bytes, facts } = answer);
    }
    const reading = await read(bytes, recording.stream);
    // Bytes that pass say what the provider said: some leave reasoning out of their count, which ours includes.
    const passed = kind === "openai_compatible" && name === "chat completions";
    const counts = { input: facts.tokens?.input, output: facts.tokens?.output };
    if (!passed && facts.tokens !== null) assert.deepEqual(reading.usage, counts, `${recording.name} in ${name}`);
    all.push([name, reading]);
  }
  return all;
}

/** What is a conversation's answer: errors and other resources are looked at elsewhere. */
function isAnswer({ events: [first], stream }: Recording): boolean {
  if (first === undefined || first["error"] !== undefined) return false;
  return stream || "choices" in first || "content" in first || "candidates" in first;
}

for (const [kind, folders] of SOURCES) {
  test(`every official client reads the same out of the recordings of ${kind}`, async () => {
    for (const recording of folders.flatMap((folder) => recordings(folder) ?? [])) {
      if (!isAnswer(recording)) continue;
      for (const mode of recording.stream ? [0, 1, 2] : [0]) {
        const [[, first], ...others] = await readings(kind, recording, mode) as [
          [string, OfficialReading],
          ...[string, OfficialReading][],
        ];
        for (const [name, reading] of others) {
          const what = `${recording.name} in ${name}, mode ${mode}`;
          assert.deepEqual(reading.text, first.text, what);
          assert.deepEqual(reading.toolCalls, first.toolCalls, what);
          // One recorded message has calls and says all the same that its turn is over.
          const isOver = name === "responses" && first.finish === "stop" && first.toolCalls.length > 0;
          if (!isOver) assert.equal(reading.finish, first.finish, what);
        }
      }
    }
  });
}
