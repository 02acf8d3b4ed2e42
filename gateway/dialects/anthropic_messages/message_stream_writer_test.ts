import assert from "node:assert/strict";
import type Anthropic from "@anthropic-ai/sdk";
import fc from "fast-check";
import { test } from "../../../testing/test.ts";
import type { AnswerPart } from "../../translation/answer_part.ts";
import { MessageStreamWriter } from "./message_stream_writer.ts";
import { answerContext, answerParts } from "./testing/answer_parts.ts";
import { eventsOf, readOfficially } from "./testing/official_reader.ts";
import { writeAnswer } from "./write_answer.ts";

function write(parts: readonly AnswerPart[]): { stream: string; frames: number; writes: string[] } {
  const writer = new MessageStreamWriter(answerContext());
  const writes = parts.map((part) => writer.write(part));
  return { stream: writes.join(""), frames: writer.frames, writes };
}

const start: AnswerPart = { type: "start", id: null, model: null };
const finish: AnswerPart = { type: "finish", reason: "stop", stopSequence: null, tokens: null };
const call = (call: number): AnswerPart => ({
  type: "tool_call",
  call,
  id: `call_${call}`,
  name: `tool_${call}`,
  signature: null,
});
const args = (call: number, json: string): AnswerPart => ({ type: "tool_arguments", call, json });

test("MessageStreamWriter is read by the official client as writeAnswer() writes the same parts", async () => {
  await fc.assert(
    fc.asyncProperty(answerParts, async (parts) => {
      const whole = writeAnswer(parts, answerContext()) as unknown as Anthropic.Message;
      const read = await readOfficially(write(parts).stream);
      const { id, model, content, stop_reason, stop_sequence, stop_details, usage } = read;
      assert.deepEqual(content.map(plain), whole.content.map(plain));
      assert.deepEqual(
        { id, model, stop_reason, stop_sequence, stop_details },
        {
          id: whole.id,
          model: whole.model,
          stop_reason: whole.stop_reason,
          stop_sequence: whole.stop_sequence,
          stop_details: whole.stop_details,
        },
      );
      assert.deepEqual(usage, whole.usage);
    }),
    { numRuns: 300 },
  );
});

/** What the client's own getters and helpers add falls away. */
function plain(block: Anthropic.ContentBlock): unknown {
  const { parsed_output: _parsed, ...rest } = JSON.parse(JSON.stringify(block));
  return rest;
}

test("MessageStreamWriter tells blocks one after another, numbered in order, and ends with its terminal alone", async () => {
  await fc.assert(fc.asyncProperty(answerParts, async (parts) => {
    const { stream, frames, writes } = write(parts);
    const events = await eventsOf(stream);
    assert.equal(frames, events.length);
    assert.equal(events[0]!.type, "message_start");
    assert.deepEqual(events.slice(-2).map(({ type }) => type), ["message_delta", "message_stop"]);
    assert.ok(!writes.slice(0, -1).some((text) => text.includes("event: message_stop")));
    let open: number | null = null;
    let next = 0;
    for (const event of events.slice(1, -2)) {
      if (event.type === "content_block_start") {
        assert.deepEqual([open, event.index], [null, next++]);
        open = event.index;
      } else if (event.type === "content_block_delta") {
        assert.equal(event.index, open);
      } else {
        assert.ok(event.type === "content_block_stop", event.type);
        assert.equal(event.index, open);
        open = null;
      }
    }
    assert.equal(open, null);
  }));
});

test("MessageStreamWriter holds back only what belongs to a later block", () => {
  const parts: [part: AnswerPart, events: string[]][] = [
    [start, ["message_start"]],
    [{ type: "text", text: "a" }, ["content_block_start 0", "content_block_delta 0"]],
    [call(0), ["content_block_stop 0", "content_block_start 1"]],
    [args(0, '{"x":"}'), ["content_block_delta 1"]],
    [call(1), []],
    [args(1, '{"y":2}'), []],
    [args(0, '"'), ["content_block_delta 1"]],
    [
      args(0, "}"),
      [
        "content_block_delta 1",
        "content_block_stop 1",
        "content_block_start 2",
        "content_block_delta 2",
        "content_block_stop 2",
      ],
    ],
    [call(2), ["content_block_start 3"]],
    [{ type: "text", text: "b" }, []],
    [
      finish,
      [
        "content_block_stop 3",
        "content_block_start 4",
        "content_block_delta 4",
        "content_block_stop 4",
        "message_delta",
        "message_stop",
      ],
    ],
  ];
  const writer = new MessageStreamWriter(answerContext());
  for (const [part, events] of parts) assert.deepEqual(namesOf(writer.write(part)), events, JSON.stringify(part));
});

function namesOf(text: string): string[] {
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => {
    const { type, index } = JSON.parse(data!);
    return index === undefined ? type : `${type} ${index}`;
  });
}

test("MessageStreamWriter begins with zeros, and tells the whole usage at the end", async () => {
  const tokens = { input: 100, output: 20, cacheRead: 30, cacheWrite: 10, reasoning: 5 };
  const [began, , , , delta] = await eventsOf(
    write([start, { type: "text", text: "hi" }, { ...finish, type: "finish", tokens } as AnswerPart]).stream,
  );
  assert.ok(began?.type === "message_start" && delta?.type === "message_delta");
  const { id, model, usage } = began.message;
  assert.deepEqual([id, model, usage.input_tokens, usage.output_tokens], ["msg_1", "served", 0, 0]);
  assert.deepEqual(delta.usage, {
    input_tokens: 60,
    cache_read_input_tokens: 30,
    cache_creation_input_tokens: 10,
    output_tokens: 20,
    output_tokens_details: { thinking_tokens: 5 },
    server_tool_use: null,
  });
});
