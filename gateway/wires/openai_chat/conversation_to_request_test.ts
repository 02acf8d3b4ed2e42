import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { readConversation } from "../../dialects/openai_chat/read_conversation.ts";
import type { Conversation, ReasoningWish } from "../../translation/conversation.ts";
import { TranslationNotes } from "../../translation/translation_notes.ts";
import { chatCall } from "../testing/chat_call.ts";
import { openaiSchema } from "../testing/openai_schema.ts";
import { type ChatRequest, conversationToRequest } from "./conversation_to_request.ts";
import { type Asked, dropped, noSampling, request, write } from "./testing/written_request.ts";

const wish: ReasoningWish = { effort: null, budgetTokens: null, adaptive: false, visible: null, path: "thinking" };
const look = { name: "look", description: null, parameters: null, strict: null, path: "tools[0]" };
const listen = { ...look, name: "listen", path: "tools[1]" };

test("conversationToRequest() says the least that must be said", () => {
  assert.deepEqual(request({}), { model: "gpt-5.2", messages: [{ role: "user", content: "hi" }] });
  assert.deepEqual(dropped({}), []);
});

test("conversationToRequest() asks for a stream, and for usage where that may be asked", () => {
  const stream = { stream: true };
  const usage = { include_usage: true };
  const table: [Asked, unknown][] = [
    [{ call: stream }, usage],
    [{ call: stream, preset: "groq" }, usage],
    [{ call: stream, preset: "mistral" }, undefined],
    [{ call: { ...stream, baseUrl: "https://api.mistral.ai/v1" }, server: "compatible" }, undefined],
  ];
  for (const [asked, options] of table) {
    const { stream, stream_options } = request({}, asked);
    assert.deepEqual([stream, stream_options], [true, options]);
  }
});

test("conversationToRequest() writes tools and the choice among them", () => {
  const tools = [{ ...look, description: "Looks", strict: true, parameters: { type: "object" } }, listen];
  assert.deepEqual(request({ tools }).tools, [
    {
      type: "function",
      function: { name: "look", description: "Looks", parameters: { type: "object" }, strict: true },
    },
    { type: "function", function: { name: "listen", parameters: { type: "object", properties: {} } } },
  ]);
  const allowed = (names: string[], required: boolean) => ({ type: "allowed" as const, names, required });
  const listed = [{ type: "function", function: { name: "listen" } }];
  const table: [Partial<Conversation>, Asked, unknown, number][] = [
    [{}, {}, undefined, 2],
    [{ toolChoice: { type: "auto" } }, {}, "auto", 2],
    [{ toolChoice: { type: "none" } }, {}, "none", 2],
    [{ toolChoice: { type: "required" } }, {}, "required", 2],
    [{ toolChoice: { type: "tool", name: "look" } }, {}, { type: "function", function: { name: "look" } }, 2],
    [
      { toolChoice: allowed(["listen"], true) },
      {},
      { type: "allowed_tools", allowed_tools: { mode: "required", tools: listed } },
      2,
    ],
    [{ toolChoice: allowed([], false) }, {}, "none", 2],
    [{ toolChoice: allowed(["listen"], true) }, { preset: "groq" }, "required", 1],
    [{ toolChoice: allowed(["listen"], false) }, { preset: "groq" }, "auto", 1],
  ];
  for (const [more, asked, choice, count] of table) {
    const written = request({ tools, ...more }, asked);
    assert.deepEqual([written.tool_choice, written.tools?.length], [choice, count], JSON.stringify(more));
  }
  const none = request({ toolChoice: { type: "required" }, parallelToolCalls: false });
  assert.deepEqual([none.tools, none.tool_choice, none.parallel_tool_calls], [undefined, undefined, undefined]);
  assert.equal(request({ tools, parallelToolCalls: false }).parallel_tool_calls, false);
  assert.equal(request({ tools, parallelToolCalls: true }).parallel_tool_calls, undefined);
  const serial = { tools, parallelToolCalls: false };
  assert.equal(request(serial, { call: { model: "o4-mini" } }).parallel_tool_calls, undefined);
  assert.deepEqual(dropped(serial, { call: { model: "o4-mini" } }), ["tool_choice.disable_parallel_tool_use"]);
});

test("conversationToRequest() names a maximum of tokens as the server knows it", () => {
  const table: [Asked, keyof ChatRequest][] = [
    [{}, "max_completion_tokens"],
    [{ server: "compatible" }, "max_tokens"],
    [{ preset: "mistral" }, "max_tokens"],
    [{ preset: "openrouter" }, "max_tokens"],
  ];
  for (const [asked, field] of table) {
    const { max_tokens, max_completion_tokens } = request({ outputTokensMax: 7 }, asked);
    assert.deepEqual({ max_tokens, max_completion_tokens, [field]: 7 }, { max_tokens, max_completion_tokens });
    assert.equal([max_tokens, max_completion_tokens].filter((value) => value !== undefined).length, 1);
  }
});

test("conversationToRequest() turns a wish for thinking into an effort that the server knows", () => {
  const table: [Partial<ReasoningWish>, Asked, string | undefined, string[]][] = [
    [{ effort: "xhigh" }, {}, "xhigh", []],
    [{ effort: "none" }, {}, "none", []],
    [{ effort: "low", budgetTokens: 30_000 }, {}, "low", []],
    [{ budgetTokens: 0 }, {}, "none", []],
    [{ budgetTokens: 1_024 }, {}, "low", []],
    [{ budgetTokens: 4_096 }, {}, "low", []],
    [{ budgetTokens: 4_097 }, {}, "medium", []],
    [{ budgetTokens: 16_384 }, {}, "medium", []],
    [{ budgetTokens: 16_385 }, {}, "high", []],
    [{ budgetTokens: -1 }, {}, undefined, []],
    [{ adaptive: true }, {}, undefined, []],
    [{ effort: "minimal" }, { preset: "groq" }, "low", []],
    [{ effort: "max" }, { preset: "groq" }, "high", []],
    [{ effort: "none" }, { preset: "groq" }, undefined, ["thinking"]],
    [{ effort: "none" }, { preset: "openrouter" }, "none", []],
    [{ effort: "high" }, { call: { model: "gpt-4o" } }, undefined, ["thinking"]],
    [{ effort: "none" }, { call: { model: "gpt-4o" } }, undefined, []],
    [{ effort: "high" }, { call: { model: "my-own" } }, "high", []],
  ];
  for (const [more, asked, effort, notSent] of table) {
    const reasoning = { ...wish, ...more };
    assert.equal(request({ reasoning }, asked).reasoning_effort, effort, JSON.stringify([more, asked]));
    assert.deepEqual(dropped({ reasoning }, asked), notSent, JSON.stringify([more, asked]));
  }
});

test("conversationToRequest() sends of sampling what the model and the server take, and reports the rest", () => {
  const all = { temperature: 0.5, topP: 0.9, topK: 4, seed: 7, frequencyPenalty: 1, presencePenalty: 2 };
  const plain = { temperature: 0.5, top_p: 0.9, frequency_penalty: 1, presence_penalty: 2 };
  const penalties = ["frequencyPenalty", "presencePenalty"];
  const table: [Asked, Record<string, unknown>, string[]][] = [
    [{ call: { model: "gpt-4o" } }, { ...plain, seed: 7 }, ["top_k"]],
    [{ call: { model: "o3" } }, { seed: 7 }, ["temperature", "top_p", ...penalties, "top_k"]],
    [{ call: { model: "gpt-5-chat-latest" } }, { ...plain, seed: 7 }, ["top_k"]],
    [{ call: { model: "ft:gpt-4.1:x" } }, { ...plain, seed: 7 }, ["top_k"]],
    [{ call: { model: "gpt-5.2" }, preset: "groq" }, { ...plain, seed: 7 }, ["top_k"]],
    [{ preset: "mistral" }, { ...plain, random_seed: 7 }, ["top_k"]],
    [{ preset: "vllm" }, { ...plain, seed: 7, top_k: 4 }, []],
    [{ server: "compatible" }, { ...plain, seed: 7, top_k: 4 }, []],
  ];
  for (const [asked, sent, notSent] of table) {
    const { model: _, messages: __, ...written } = request({ sampling: all }, asked);
    assert.deepEqual(written, sent, JSON.stringify(asked));
    assert.deepEqual(dropped({ sampling: all }, asked), notSent, JSON.stringify(asked));
  }
  const standard = { ...noSampling, temperature: 1, topP: 1, frequencyPenalty: 0 };
  assert.deepEqual(dropped({ sampling: standard }, { call: { model: "o3" } }), []);
  const unthinking = { sampling: { ...noSampling, temperature: 0 }, reasoning: { ...wish, effort: "none" as const } };
  assert.equal(request(unthinking).temperature, 0);
});

test("conversationToRequest() writes formats", () => {
  const schema = { type: "object" };
  assert.deepEqual(request({ format: { type: "json_object" } }).response_format, { type: "json_object" });
  assert.deepEqual(
    request({ format: { type: "json_schema", name: null, description: null, schema, strict: null } }).response_format,
    { type: "json_schema", json_schema: { name: "answer", schema } },
  );
  assert.deepEqual(
    request({ format: { type: "json_schema", name: "n", description: "d", schema, strict: true } }).response_format,
    { type: "json_schema", json_schema: { name: "n", description: "d", schema, strict: true } },
  );
});

test("conversationToRequest() writes the smaller fields where the server knows them", () => {
  const small = { stop: ["a"], endUser: "u", serviceTier: "flex", verbosity: "low" };
  const table: [Asked, Record<string, unknown>, string[]][] = [
    [{}, { stop: ["a"], user: "u", service_tier: "flex", verbosity: "low" }, []],
    [{ preset: "groq" }, { stop: ["a"], user: "u" }, ["service_tier", "verbosity"]],
    [{ preset: "mistral" }, { stop: ["a"] }, ["metadata.user_id", "service_tier", "verbosity"]],
  ];
  for (const [asked, sent, notSent] of table) {
    const { model: _, messages: __, ...written } = request(small, asked);
    assert.deepEqual(written, sent);
    assert.deepEqual(dropped(small, asked), notSent);
  }
  assert.deepEqual(dropped({ serviceTier: "auto", verbosity: "medium" }, { preset: "groq" }), []);
  assert.deepEqual(dropped({ endUser: "u".repeat(65) }), ["metadata.user_id"]);
});

test("conversationToRequest() refuses more stop sequences than OpenAI takes", () => {
  const stop = ["a", "b", "c", "d", "e"];
  assert.match(write({ stop }).notes.refusal!, /^'stop_sequences' /);
  assert.deepEqual(request({ stop }, { preset: "vllm" }).stop, stop);
});

test("conversationToRequest() writes again what readConversation() reads, as OpenAI's own schema describes it", () => {
  const schema = openaiSchema("CreateChatCompletionRequest");
  const look = { type: "function", function: { name: "look", parameters: { type: "object", properties: {} } } };
  const url = "data:image/png;base64,aGk=";
  const call = { id: "a", type: "function", function: { name: "look", arguments: '{"at": 1}' } };
  const bodies: Record<string, unknown>[] = [
    { messages: [{ role: "user", content: "hi" }] },
    {
      messages: [
        { role: "system", content: "Be kind." },
        {
          role: "user",
          content: [
            { type: "text", text: "See" },
            { type: "image_url", image_url: { url, detail: "low" } },
            { type: "image_url", image_url: { url: "https://example.org/a.png" } },
            { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,JVBERg==" } },
            { type: "input_audio", input_audio: { data: "aGk=", format: "mp3" } },
          ],
        },
        { role: "assistant", content: "Looking.", tool_calls: [call, { ...call, id: "b" }] },
        { role: "tool", tool_call_id: "a", content: "one" },
        { role: "tool", tool_call_id: "b", content: "two" },
        { role: "assistant", content: null, refusal: "No." },
        { role: "user", content: "Why?" },
      ],
      tools: [look, { type: "function", function: { ...look.function, name: "list", strict: true, description: "d" } }],
      tool_choice: {
        type: "allowed_tools",
        allowed_tools: { mode: "auto", tools: [{ type: "function", function: { name: "look" } }] },
      },
      parallel_tool_calls: false,
      max_completion_tokens: 100,
      reasoning_effort: "low",
      response_format: { type: "json_schema", json_schema: { name: "x", schema: { type: "object" }, strict: true } },
      stop: ["a", "b"],
      seed: 7,
      user: "u",
      service_tier: "flex",
      verbosity: "low",
    },
    {
      messages: [{ role: "user", content: "hi" }],
      tools: [look],
      tool_choice: { type: "function", function: { name: "look" } },
      reasoning_effort: "none",
      temperature: 0.5,
      top_p: 0.9,
      presence_penalty: 1,
      frequency_penalty: -1,
      response_format: { type: "json_object" },
    },
  ];
  for (const body of bodies) {
    const notes = new TranslationNotes();
    const conversation = readConversation(body, notes);
    const call = chatCall(body, { model: "gpt-5.2" });
    const written = conversationToRequest(conversation, call, "openai", notes);
    assert.deepEqual(written, { model: "gpt-5.2", ...body });
    assert.deepEqual([notes.refusal, notes.droppedFields], [null, []]);
    if (schema !== null) assert.equal(schema.safeParse(written).error?.message, undefined);
  }
});
