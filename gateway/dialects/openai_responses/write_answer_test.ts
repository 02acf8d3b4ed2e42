import assert from "node:assert/strict";
import type OpenAI from "openai";
import { test } from "../../../testing/test.ts";
import type { AnswerPart, FinishReason } from "../../translation/answer_part.ts";
import type { TurnPart } from "../../translation/conversation.ts";
import { openaiSchema } from "../../wires/testing/openai_schema.ts";
import { randomParts } from "../openai_chat/testing/random_parts.ts";
import { readWhole as readRequest } from "./testing/read_request.ts";
import { writingContext } from "./testing/writing.ts";
import { writeAnswer } from "./write_answer.ts";

const start: AnswerPart = { type: "start", id: "chatcmpl-1", model: "served" };

function write(parts: AnswerPart[], body: Record<string, unknown> = {}, reason: FinishReason = "stop") {
  const tokens = { input: 7, output: 3, cacheRead: 2, cacheWrite: 1, reasoning: 1 };
  const all: AnswerPart[] = [start, ...parts, { type: "finish", reason, stopSequence: null, tokens }];
  return writeAnswer(all, writingContext(body)) as unknown as OpenAI.Responses.Response;
}

test("writeAnswer() writes a response with all that clients look for", () => {
  const tools = [{ type: "function", name: "f", description: "d" }];
  const response = write([{ type: "text", text: "Hello" }], {
    instructions: "Be brief.",
    tools,
    temperature: 0.5,
    max_output_tokens: 99,
    metadata: { a: "b" },
    reasoning: { effort: "low" },
    text: { verbosity: "low" },
    tool_choice: "required",
    parallel_tool_calls: false,
    user: "u",
    store: true,
  });
  assert.deepEqual(response, {
    id: "resp_1",
    object: "response",
    created_at: 1_790_000_000,
    status: "completed",
    background: false,
    error: null,
    incomplete_details: null,
    instructions: "Be brief.",
    max_output_tokens: 99,
    max_tool_calls: null,
    model: "served",
    output: [{
      id: "msg_2",
      type: "message",
      role: "assistant",
      status: "completed",
      content: [{ type: "output_text", text: "Hello", annotations: [], logprobs: [] }],
    }],
    parallel_tool_calls: false,
    previous_response_id: null,
    prompt_cache_key: null,
    reasoning: { effort: "low", summary: null },
    safety_identifier: null,
    service_tier: null,
    temperature: 0.5,
    text: { format: { type: "text" }, verbosity: "low" },
    tool_choice: "required",
    tools: [{ ...tools[0], parameters: null, strict: null }],
    top_logprobs: 0,
    top_p: null,
    truncation: "disabled",
    metadata: { a: "b" },
    store: false,
    user: "u",
    usage: {
      input_tokens: 7,
      input_tokens_details: { cached_tokens: 2, cache_write_tokens: 1 },
      output_tokens: 3,
      output_tokens_details: { reasoning_tokens: 1 },
      total_tokens: 10,
    },
  } as unknown);
});

test("writeAnswer() says how the answer ended, and what was left unfinished", () => {
  const text: AnswerPart = { type: "text", text: "a" };
  const refusal: AnswerPart = { type: "refusal", text: "no" };
  const table: [FinishReason, AnswerPart, string, string | null][] = [
    ["stop", text, "completed", null],
    ["stop_sequence", text, "completed", null],
    ["tool_calls", text, "completed", null],
    ["length", text, "incomplete", "max_output_tokens"],
    ["content_filter", text, "incomplete", "content_filter"],
    ["refusal", text, "incomplete", "content_filter"],
    ["refusal", refusal, "completed", null],
  ];
  for (const [reason, part, status, why] of table) {
    const response = write([part], {}, reason);
    const [item] = response.output;
    assert.deepEqual([response.status, response.incomplete_details?.reason ?? null], [status, why], reason);
    assert.equal(item?.type === "message" && item.status, status);
  }
  const calls: AnswerPart[] = [
    { type: "tool_call", call: 0, id: "call_a", name: "a", signature: null },
    { type: "tool_arguments", call: 0, json: '{"a":1}' },
    { type: "tool_call", call: 1, id: "call_b", name: "b", signature: null },
    { type: "tool_arguments", call: 1, json: '{"b":' },
  ];
  const statuses = write(calls, {}, "length").output.map((item) => item.type === "function_call" && item.status);
  assert.deepEqual(statuses, ["completed", "incomplete"]);
});

test("writeAnswer() names sources by where they stand in their own text", () => {
  const cite = (start: number, end: number): AnswerPart => ({
    type: "citation",
    citation: { type: "url", url: "https://a", title: "A", citedText: null, span: { start, end } },
  });
  const { output } = write([
    cite(0, 1),
    { type: "text", text: "Hello" },
    cite(0, 5),
    { type: "thinking", text: "hm" },
    { type: "text", text: "World" },
    cite(5, 10),
  ]);
  const spans = output.flatMap((item) =>
    item.type === "message"
      ? item.content.flatMap((part) =>
        part.type === "output_text"
          ? part.annotations.map((one) => one.type === "url_citation" && [part.text, one.start_index, one.end_index])
          : []
      )
      : []
  );
  assert.deepEqual(spans, [["Hello", 0, 5], ["World", 0, 5]]);
});

test("writeAnswer() writes what its own reader takes back: texts, calls, and thinking with its signatures", () => {
  for (let seed = 0; seed < 400; seed++) {
    const { output } = writeAnswer(randomParts(seed), writingContext());
    const input = [{ role: "user", content: "hi" }, ...(output as unknown[]), { role: "user", content: "go on" }];
    // Cut-off arguments could not be given back; sources are reported.
    const parts = randomParts(seed);
    const turns = readTurns(input);
    const said = turns.flatMap((turn) => turn.role === "assistant" ? turn.parts : []);
    assert.deepEqual(gathered(said, "text"), spoken(parts, "text"), `seed ${seed}`);
    assert.deepEqual(gathered(said, "refusal"), spoken(parts, "refusal"), `seed ${seed}`);
    assert.deepEqual(gathered(said, "thinking"), spoken(parts, "thinking"), `seed ${seed}`);
    assert.deepEqual(signatures(said), signaturesOf(parts), `seed ${seed}`);
    assert.deepEqual(
      said.flatMap((part) => part.type === "tool_call" ? [[part.id, part.name, part.signature]] : []),
      parts.flatMap((part) => part.type === "tool_call" ? [[part.id, part.name, part.signature]] : []),
      `seed ${seed}`,
    );
  }
});

function readTurns(input: unknown[]) {
  // Sources are the only thing that is left out.
  return readRequest({
    input: input.map((item) => JSON.parse(JSON.stringify(item, (key, value) => key === "annotations" ? [] : value))),
  }).turns;
}

function gathered(parts: readonly TurnPart[], type: "text" | "refusal" | "thinking"): string {
  return parts.flatMap((part) => part.type === type ? part.text : []).join("");
}

function spoken(parts: readonly AnswerPart[], type: "text" | "refusal" | "thinking"): string {
  return parts.flatMap((part) => part.type === type ? part.text : []).join("");
}

function signatures(parts: readonly TurnPart[]): unknown[] {
  return parts.flatMap((part) => {
    if (part.type === "redacted_thinking") return [["redacted", part.data]];
    if (part.type !== "thinking" || part.signature === null) return [];
    return [["signed", part.signature]];
  });
}

/** OpenAI's own hides thinking where none is shown before it. */
function signaturesOf(parts: readonly AnswerPart[]): unknown[] {
  let isThinking = false;
  return parts.flatMap((part): unknown[] => {
    const wasThinking = isThinking;
    if (part.type === "thinking") isThinking ||= part.text !== "";
    else if (part.type !== "citation" && part.type !== "tool_arguments") {
      isThinking = (part.type === "text" || part.type === "refusal") && part.text === "" ? isThinking : false;
    }
    if (part.type === "redacted_thinking") return [["redacted", part.data]];
    if (part.type !== "signature") return [];
    return [[part.signature.by === "openai" && !wasThinking ? "redacted" : "signed", part.signature]];
  });
}

test("writeAnswer() writes what OpenAI's own schema describes, whatever the parts", () => {
  const schema = openaiSchema("Response");
  for (let seed = 0; schema !== null && seed < 200; seed++) {
    const response = writeAnswer(randomParts(seed), writingContext());
    assert.equal(schema.safeParse(response).error?.message, undefined, `seed ${seed}`);
  }
});
