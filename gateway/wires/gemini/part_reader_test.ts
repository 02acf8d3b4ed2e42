import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../../testing/test.ts";
import type { AnswerPart } from "../../translation/answer_part.ts";
import { loadTestdata } from "../testing/load_testdata.ts";
import { dataOfEvents } from "../testing/read_chat_stream.ts";
import { testWireDependencies } from "../testing/wire_dependencies.ts";
import type { AnswerFacts, ProviderFault } from "../wire.ts";
import { GeminiPartReader } from "./part_reader.ts";

interface Reading {
  parts: AnswerPart[];
  fault: ProviderFault | null;
  facts: AnswerFacts;
}

function readEvents(events: readonly Record<string, unknown>[]): Reading {
  const reader = new GeminiPartReader({ secret: null, newId: testWireDependencies().newId });
  const parts: AnswerPart[] = [];
  for (const event of events) {
    const fault = reader.read(event, (part) => parts.push(part));
    if (fault !== null) return { parts, fault, facts: reader.facts };
  }
  reader.close((part) => parts.push(part));
  return { parts, fault: null, facts: reader.facts };
}

function readStream(name: string): Reading {
  const text = new TextDecoder().decode(loadTestdata("gemini", name));
  return readEvents(dataOfEvents(text).map((data) => JSON.parse(data)));
}

const start: AnswerPart = { type: "start", id: "resp-1", model: "gemini-synthetic" };
const none = { cacheRead: 0, cacheWrite: 0, reasoning: 0 };
const text = (said: string): AnswerPart => ({ type: "text", text: said });
const signature = (value: string) => ({ by: "gemini", value }) as const;

function finish(reason: string, tokens: Partial<Record<string, number>> | null) {
  return { type: "finish", reason, stopSequence: null, tokens: tokens === null ? null : { ...none, ...tokens } };
}

function call(number: number, id: string, name: string, json: string, signed: string | null = null): AnswerPart[] {
  return [
    { type: "tool_call", call: number, id, name, signature: signed === null ? null : signature(signed) },
    { type: "tool_arguments", call: number, json },
  ];
}

test("GeminiPartReader reads texts and thinking, and the signature that comes alone at the end", () => {
  assert.deepEqual(readStream("text").parts, [
    start,
    text("Grüße an "),
    text("„finishReason“ "),
    text("— 日本🙂."),
    finish("stop", { input: 9, output: 9 }),
  ]);
  assert.deepEqual(readStream("thinking").parts, [
    start,
    { type: "thinking", text: "**Weighing**\n" },
    { type: "thinking", text: "it up." },
    text("Forty-"),
    text("two"),
    { type: "signature", signature: signature("c2lnbmF0dXJl+/8=") },
    finish("stop", { input: 12, output: 46, reasoning: 44 }),
  ]);
});

test("GeminiPartReader reads calls, with Gemini's ids or new ones, and takes STOP behind them for calls", () => {
  assert.deepEqual(readStream("tools_parallel").parts, [
    start,
    text("Looking."),
    ...call(0, "fc-1", "get_weather", '{"city":"Bern"}', "c2ln"),
    ...call(1, "fc-2", "get_time", '{"zone":"Europe/Zurich","list":[1,{"a":null}]}'),
    finish("tool_calls", { input: 80, output: 30 }),
  ]);
  assert.deepEqual(readStream("tool_without_arguments").parts, [
    start,
    ...call(0, "call_1", "list_files", "{}"),
    finish("tool_calls", { input: 40, output: 6 }),
  ]);
});

test("GeminiPartReader puts arguments together that are streamed in pieces", () => {
  assert.deepEqual(readStream("partial_arguments").parts, [
    start,
    ...call(0, "call_1", "write", '{"title":"A \\"quote\\"","rows":[{"n":0.5,"a.b":false},null]}', "c2ln"),
    ...call(1, "call_2", "now", "{}"),
    ...call(2, "call_3", "write", '{"title":"B"}'),
    finish("tool_calls", { input: 20, output: 140, reasoning: 100 }),
  ]);
  const played = { content: { parts: [{ functionCall: { name: "f" } }] }, finishReason: "FUNCTION_CALL" };
  assert.deepEqual(readEvents([{ candidates: [played] }]).parts.at(-1), finish("tool_calls", null));
  const unopened = { candidates: [{ content: { parts: [{ functionCall: { partialArgs: [{ jsonPath: "$.a" }] } }] } }] };
  assert.equal(readEvents([unopened]).fault?.errorClass, "malformed");
});

test("GeminiPartReader says where texts come from, in UTF-16 units, once the text is whole", () => {
  const cited = (
    url: string,
    title: string | null,
    span: [number, number] | null,
    citedText: string | null = null,
  ) => ({
    type: "citation",
    citation: { type: "url", url, title, citedText, span: span === null ? null : { start: span[0], end: span[1] } },
  });
  assert.deepEqual(readStream("grounded").parts.slice(3), [
    cited("https://a.example/1", "a.example", [0, 16]),
    cited("https://a.example/1", "a.example", [17, 27]),
    cited("https://b.example/2", "B", [17, 27], "Bern is in it."),
    // Other words stand where this one points.
    cited("https://b.example/2", "B", null, "Bern is in it."),
    // Inside the ü, and past the end.
    cited("https://c.example/3", null, null),
    cited("https://d.example/4", null, null),
    finish("stop", { input: 9, output: 9 }),
  ]);
});

test("GeminiPartReader ends an answer as Gemini says that it ended", () => {
  assert.deepEqual(readStream("max_tokens").parts.at(-1), finish("length", { input: 5, output: 62, reasoning: 60 }));
  assert.deepEqual(readStream("safety").parts, [
    start,
    text("First you"),
    finish("content_filter", { input: 5, output: 2 }),
  ]);
  assert.deepEqual(readStream("blocked_prompt").parts, [start, finish("content_filter", { input: 7, output: 0 })]);
  assert.deepEqual(readEvents([{ candidates: [{ finishReason: "STOP" }] }]).parts.at(-1), finish("stop", null));
});

test("GeminiPartReader takes what no client can be told for a failure", () => {
  const malformed = readStream("malformed_call").fault;
  assert.deepEqual([malformed?.errorClass, malformed?.message], [
    "malformed",
    "the answer ended with MALFORMED_FUNCTION_CALL: Malformed function call: print(x)",
  ]);
  const image = readStream("image");
  assert.deepEqual([image.parts, image.fault?.errorClass], [[start, text("Here: ")], "invalid_request"]);
  assert.match(image.fault!.message, /image\/png/);
  for (const reason of ["OTHER", "SOMETHING_NEW", "NO_IMAGE", "UNEXPECTED_TOOL_CALL"]) {
    const { parts, fault } = readEvents([{ candidates: [{ finishReason: reason }] }]);
    assert.deepEqual([parts.length, fault?.errorClass], [1, "malformed"], reason);
  }
});

test("GeminiPartReader leaves out what Gemini's own tools did, and other candidates", () => {
  assert.deepEqual(readStream("server_tools").parts, [
    start,
    text("It is 1."),
    finish("stop", { input: 11, output: 9 }),
  ]);
  const candidate = (index: number, said: string) => ({ index, content: { parts: [{ text: said }] } });
  const { parts } = readEvents([{ candidates: [candidate(1, "b"), candidate(0, "a")] }]);
  assert.deepEqual(parts.slice(1), [text("a")]);
});

test("GeminiPartReader finishes nothing that had no finish reason", () => {
  assert.deepEqual(readEvents([]).parts, []);
  const half = { candidates: [{ content: { parts: [{ text: "half" }] }, finishReason: "FINISH_REASON_UNSPECIFIED" }] };
  assert.deepEqual(readEvents([half]).parts.slice(1), [text("half")]);
});

test("GeminiPartReader knows the model, the tier and the tokens, which count from the answer's beginning", () => {
  assert.deepEqual(readStream("cached_usage").facts, {
    tokens: { input: 2058, output: 3, cacheRead: 1920, cacheWrite: 0, reasoning: 0 },
    modelServed: "gemini-synthetic",
    serviceTier: "priority",
  });
});

test("GeminiPartReader keeps the rules of parts, whatever fields come", () => {
  const piece = fc.record({
    jsonPath: fc.constantFrom("$.a", "$.a[0].b", "$.c[1]", "$", "$.a.length"),
    stringValue: fc.string(),
    willContinue: fc.boolean(),
  }, { requiredKeys: [] });
  const functionCall = fc.record({
    name: fc.oneof(fc.constant("f"), fc.jsonValue()),
    id: fc.jsonValue(),
    args: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
    partialArgs: fc.oneof(fc.array(piece), fc.jsonValue()),
    willContinue: fc.boolean(),
  }, { requiredKeys: [] });
  const part = fc.record({
    text: fc.oneof(fc.string(), fc.jsonValue()),
    thought: fc.boolean(),
    thoughtSignature: fc.oneof(fc.string(), fc.jsonValue()),
    functionCall: fc.oneof(functionCall, fc.jsonValue()),
  }, { requiredKeys: [] });
  const candidate = fc.record({
    content: fc.oneof(fc.record({ parts: fc.oneof(fc.array(part), fc.jsonValue()) }), fc.jsonValue()),
    finishReason: fc.oneof(fc.constantFrom("STOP", "MAX_TOKENS", "SAFETY"), fc.jsonValue()),
    groundingMetadata: fc.jsonValue(),
    citationMetadata: fc.jsonValue(),
  }, { requiredKeys: [] });
  const event = fc.record({
    candidates: fc.oneof(fc.array(candidate), fc.jsonValue()),
    usageMetadata: fc.jsonValue(),
    promptFeedback: fc.jsonValue(),
  }, { requiredKeys: [] });
  fc.assert(fc.property(fc.array(event, { maxLength: 4 }), (events) => {
    const { parts, fault } = readEvents(events);
    const types = parts.map((one) => one.type);
    assert.ok(types.slice(1).every((type) => type !== "start"));
    assert.ok(!types.slice(0, -1).includes("finish"));
    if (fault !== null || types.at(-1) !== "finish") return;
    for (const one of parts) {
      if (one.type !== "tool_call") continue;
      const json = parts.flatMap((two) => two.type === "tool_arguments" && two.call === one.call ? two.json : []);
      assert.equal(typeof JSON.parse(json.join("")), "object");
    }
  }));
});
