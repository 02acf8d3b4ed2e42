import assert from "node:assert/strict";
import type OpenAI from "openai";
import { test } from "../../../testing/test.ts";
import type { AnswerPart } from "../../translation/answer_part.ts";
import { openaiSchema } from "../../wires/testing/openai_schema.ts";
import { randomParts } from "../openai_chat/testing/random_parts.ts";
import { readStream, readWhole } from "./testing/official_reader.ts";
import { eventsOf, writeStream, writingContext } from "./testing/writing.ts";
import { writeAnswer } from "./write_answer.ts";

type Event = OpenAI.Responses.ResponseStreamEvent;

const start: AnswerPart = { type: "start", id: null, model: "served" };
const finish: AnswerPart = { type: "finish", reason: "stop", stopSequence: null, tokens: null };

function eventsOfParts(...parts: AnswerPart[]): Event[] {
  const { before, terminal } = writeStream([start, ...parts, finish]);
  return eventsOf(before + terminal);
}

/** The types of events without their common prefix, and which item they are of. */
function steps(events: readonly Event[]): string[] {
  return events.map((event) => {
    const index = "output_index" in event ? ` ${event.output_index}` : "";
    const part = "content_index" in event ? `.${event.content_index}` : "";
    return event.type.replace(/^response\./, "") + index + part;
  });
}

test("ResponseStreamWriter tells of a text as OpenAI does", () => {
  const events = eventsOfParts({ type: "text", text: "a" }, { type: "text", text: "" }, { type: "text", text: "b" });
  assert.deepEqual(steps(events), [
    "created",
    "in_progress",
    "output_item.added 0",
    "content_part.added 0.0",
    "output_text.delta 0.0",
    "output_text.delta 0.0",
    "output_text.done 0.0",
    "content_part.done 0.0",
    "output_item.done 0",
    "completed",
  ]);
  assert.deepEqual(events.map((event) => event.sequence_number), events.map((_event, index) => index));
  const [, , added, , delta] = events;
  assert.ok(added?.type === "response.output_item.added" && added.item.type === "message");
  assert.deepEqual([added.item.status, added.item.content, added.item.role], ["in_progress", [], "assistant"]);
  assert.deepEqual(delta, {
    type: "response.output_text.delta",
    sequence_number: 4,
    item_id: added.item.id,
    output_index: 0,
    content_index: 0,
    delta: "a",
    logprobs: [],
  });
});

test("ResponseStreamWriter tells of thinking, a call and a text in their order, each over before the next", () => {
  const events = eventsOfParts(
    { type: "thinking", text: "hm" },
    { type: "signature", signature: { by: "anthropic", value: "s" } },
    { type: "tool_call", call: 0, id: "call_1", name: "f", signature: null },
    { type: "tool_arguments", call: 0, json: '{"a":' },
    { type: "tool_arguments", call: 0, json: "1}" },
    { type: "text", text: "done" },
    { type: "citation", citation: { type: "url", url: "https://a", title: null, citedText: null, span: null } },
    { type: "refusal", text: "no" },
  );
  assert.deepEqual(steps(events).slice(2, -1), [
    "output_item.added 0",
    "reasoning_summary_part.added 0",
    "reasoning_summary_text.delta 0",
    "reasoning_summary_text.done 0",
    "reasoning_summary_part.done 0",
    "output_item.done 0",
    "output_item.added 1",
    "function_call_arguments.delta 1",
    "function_call_arguments.delta 1",
    "function_call_arguments.done 1",
    "output_item.done 1",
    "output_item.added 2",
    "content_part.added 2.0",
    "output_text.delta 2.0",
    "output_text.annotation.added 2.0",
    "output_text.done 2.0",
    "content_part.done 2.0",
    "content_part.added 2.1",
    "refusal.delta 2.1",
    "refusal.done 2.1",
    "content_part.done 2.1",
    "output_item.done 2",
  ]);
});

test("ResponseStreamWriter keeps calls apart whose arguments are mixed", () => {
  const events = eventsOfParts(
    { type: "tool_call", call: 0, id: "call_a", name: "a", signature: null },
    { type: "tool_call", call: 1, id: "call_b", name: "b", signature: null },
    { type: "tool_arguments", call: 1, json: '{"b":' },
    { type: "tool_arguments", call: 0, json: "{}" },
    { type: "tool_arguments", call: 1, json: "2}" },
  );
  assert.deepEqual(steps(events).slice(2, -1), [
    "output_item.added 0",
    "output_item.added 1",
    "function_call_arguments.delta 1",
    "function_call_arguments.delta 0",
    "function_call_arguments.done 0",
    "output_item.done 0",
    "function_call_arguments.delta 1",
    "function_call_arguments.done 1",
    "output_item.done 1",
  ]);
});

test("ResponseStreamWriter begins by itself when a provider gives no start", () => {
  const { before, terminal } = writeStream([{ type: "text", text: "a" }, finish]);
  const [created] = eventsOf(before);
  assert.ok(created?.type === "response.created");
  assert.deepEqual([created.response.model, created.response.status], ["asked-for", "in_progress"]);
  assert.equal(eventsOf(terminal).at(-1)!.type, "response.completed");
  assert.equal(eventsOf(writeStream([finish]).terminal).at(-1)!.type, "response.completed");
});

test("ResponseStreamWriter keeps its terminal for the end, and numbers what comes before it", () => {
  const { before, terminal, framesBefore } = writeStream([start, { type: "text", text: "a" }, finish]);
  assert.equal(framesBefore, eventsOf(before).length);
  assert.ok(!/response\.(completed|incomplete)|\.done/.test(before));
  assert.equal(eventsOf(terminal)[0]!.sequence_number, framesBefore);
});

test("ResponseStreamWriter streams to the official client what writeAnswer() says whole, whatever the parts", async () => {
  for (let seed = 0; seed < 400; seed++) {
    const parts = randomParts(seed);
    const { before, terminal } = writeStream(parts);
    const streamed = await readStream(before + terminal);
    const whole = await readWhole(writeAnswer(parts, writingContext()));
    const { output_parsed: _parsed, ...said } = streamed as typeof streamed & { output_parsed?: unknown };
    assert.deepEqual({ ...said }, { ...whole }, `seed ${seed}`);
  }
});

test("ResponseStreamWriter tells of every item from its beginning to its end, whatever the parts", () => {
  for (let seed = 0; seed < 400; seed++) {
    const { before, terminal } = writeStream(randomParts(seed));
    const events = eventsOf(before + terminal);
    assert.deepEqual(events.map((event) => event.sequence_number), events.map((_event, index) => index));
    const open = new Set<number>();
    const done: unknown[] = [];
    let begun = 0;
    for (const event of events) {
      if (event.type === "response.output_item.added") {
        assert.equal(event.output_index, begun++);
        open.add(event.output_index);
      } else if ("output_index" in event) assert.ok(open.has(event.output_index), `seed ${seed}: ${event.type}`);
      if (event.type === "response.output_item.done") {
        open.delete(event.output_index);
        done[event.output_index] = event.item;
      }
    }
    const end = events.at(-1)!;
    assert.ok(end.type === "response.completed" || end.type === "response.incomplete");
    assert.deepEqual([open.size, end.response.output], [0, done], `seed ${seed}`);
  }
});

test("ResponseStreamWriter writes events that OpenAI's own schema describes, whatever the parts", () => {
  const schema = openaiSchema("ResponseStreamEvent");
  for (let seed = 0; schema !== null && seed < 100; seed++) {
    const { before, terminal } = writeStream(randomParts(seed));
    for (const event of eventsOf(before + terminal)) {
      const result = schema.safeParse(event);
      assert.ok(result.success, `seed ${seed}: ${JSON.stringify(event)} ${result.error?.message}`);
    }
  }
});
