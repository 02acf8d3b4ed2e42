import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { readConversation } from "../../dialects/openai_chat/read_conversation.ts";
import type { Conversation, ReasoningWish, Turn, TurnPart } from "../../translation/conversation.ts";
import { TranslationNotes } from "../../translation/translation_notes.ts";
import { chatCall } from "../testing/chat_call.ts";
import { openaiSchema } from "../testing/openai_schema.ts";
import type { ProviderCall } from "../wire.ts";
import { type ChatRequest, conversationToRequest } from "./conversation_to_request.ts";
import type { ChatServer } from "./server_traits.ts";

const sampling: Conversation["sampling"] = {
  temperature: null,
  topP: null,
  topK: null,
  seed: null,
  frequencyPenalty: null,
  presencePenalty: null,
};

const hello: Turn = { role: "user", parts: [{ type: "text", text: "hi", path: "p" }] };
const wish: ReasoningWish = { effort: null, budgetTokens: null, adaptive: false, visible: null, path: "thinking" };
const look = { name: "look", description: null, parameters: null, strict: null, path: "tools[0]" };
const listen = { ...look, name: "listen", path: "tools[1]" };

function conversation(more: Partial<Conversation>): Conversation {
  return {
    system: [],
    turns: [hello],
    tools: [],
    toolChoice: null,
    parallelToolCalls: null,
    outputTokensMax: null,
    format: null,
    reasoning: null,
    stop: [],
    sampling,
    endUser: null,
    serviceTier: null,
    verbosity: null,
    ...more,
  };
}

interface Asked {
  server?: ChatServer;
  /** Of a compatible server. */
  preset?: string;
  call?: Partial<ProviderCall>;
}

function write(more: Partial<Conversation>, { preset, server, call }: Asked = {}) {
  const notes = new TranslationNotes();
  const settings = preset === undefined ? {} : { preset };
  const asked = chatCall({}, { dialect: "anthropic_messages", model: "gpt-5.2", settings, ...call });
  const of = server ?? (preset === undefined ? "openai" : "compatible");
  return { request: conversationToRequest(conversation(more), asked, of, notes), notes };
}

function request(more: Partial<Conversation>, asked?: Asked): ChatRequest {
  const { request, notes } = write(more, asked);
  assert.equal(notes.refusal, null);
  return request;
}

function dropped(more: Partial<Conversation>, asked?: Asked): string[] {
  return write(more, asked).notes.droppedFields;
}

function messages(turns: Turn[], asked?: Asked) {
  return request({ turns }, asked).messages;
}

const assistant = (...parts: TurnPart[]): Turn => ({ role: "assistant", parts });
const user = (...parts: TurnPart[]): Turn => ({ role: "user", parts });
const text = (said: string, path = "p"): TurnPart & { type: "text" } => ({ type: "text", text: said, path });
const call = (id: string): TurnPart => ({
  type: "tool_call",
  id,
  name: "look",
  arguments: '{"at": 1}',
  signature: { by: "gemini", value: "s" },
  path: "p",
});
const result = (callId: string, more: Partial<TurnPart & { type: "tool_result" }> = {}): TurnPart => ({
  type: "tool_result",
  callId,
  name: "look",
  parts: [text(`result of ${callId}`)],
  isError: false,
  path: "r",
  ...more,
});
const image = (path = "i"): TurnPart & { type: "image" } => ({
  type: "image",
  source: { type: "base64", mediaType: "image/png", data: "aGk=" },
  detail: null,
  path,
});

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

test("conversationToRequest() joins instructions into one message, which comes first", () => {
  const { messages } = request({ system: [text("one"), text("two")] });
  assert.deepEqual(messages, [{ role: "system", content: "one\n\ntwo" }, { role: "user", content: "hi" }]);
});

test("conversationToRequest() puts the results of calls directly behind them", () => {
  assert.deepEqual(
    messages([
      hello,
      assistant(text("Loo"), text("king.")),
      assistant(call("a"), call("b")),
      user(text("meanwhile"), result("b")),
      user(result("a", { parts: [] })),
      user(text("and "), text("now?")),
      assistant({ type: "refusal", text: "No.", path: "p" }),
    ]),
    [
      { role: "user", content: "hi" },
      {
        role: "assistant",
        content: "Looking.",
        tool_calls: [
          { id: "a", type: "function", function: { name: "look", arguments: '{"at": 1}' } },
          { id: "b", type: "function", function: { name: "look", arguments: '{"at": 1}' } },
        ],
      },
      { role: "tool", tool_call_id: "b", content: "result of b" },
      { role: "tool", tool_call_id: "a", content: "" },
      { role: "user", content: "meanwhile" },
      { role: "user", content: "and \n\nnow?" },
      { role: "assistant", content: null, refusal: "No." },
    ],
  );
});

test("conversationToRequest() shows what a tool's message cannot hold as the user's, behind all results", () => {
  const turns = [assistant(call("a"), call("b")), user(result("a", { parts: [image()] }), result("b"), text("See?"))];
  assert.deepEqual(messages(turns).slice(1), [
    { role: "tool", tool_call_id: "a", content: "The result follows as the user's message." },
    { role: "tool", tool_call_id: "b", content: "result of b" },
    {
      role: "user",
      content: [
        { type: "text", text: "Result of the call a:" },
        { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } },
      ],
    },
    { role: "user", content: "See?" },
  ]);
});

test("conversationToRequest() writes every kind of content", () => {
  const pdf = { type: "base64" as const, mediaType: "application/pdf", data: "JVBERg==" };
  const document = { type: "document" as const, title: "a", citations: false, path: "d" };
  const table: [TurnPart, unknown][] = [
    [image(), { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } }],
    [
      { ...image(), source: { type: "url", url: "https://a/b", mediaType: null }, detail: "low" },
      { type: "image_url", image_url: { url: "https://a/b", detail: "low" } },
    ],
    [
      { ...document, source: pdf },
      { type: "file", file: { filename: "a", file_data: "data:application/pdf;base64,JVBERg==" } },
    ],
    [
      { ...document, title: null, source: pdf },
      { type: "file", file: { filename: "document.pdf", file_data: "data:application/pdf;base64,JVBERg==" } },
    ],
    [{ ...document, source: { type: "file_id", id: "file-1" } }, { type: "file", file: { file_id: "file-1" } }],
    [
      { type: "audio", format: "wav", data: "aGk=", path: "p" },
      { type: "input_audio", input_audio: { data: "aGk=", format: "wav" } },
    ],
  ];
  for (const [part, expected] of table) {
    assert.deepEqual(messages([user(text("See"), part)])[0]?.content, [{ type: "text", text: "See" }, expected]);
  }
  const written = { ...document, source: { type: "text" as const, text: "Grüße" } };
  const encoded = {
    ...document,
    title: null,
    source: { type: "base64" as const, mediaType: "text/plain", data: "R3LDvMOfZQ==" },
  };
  assert.equal(messages([user(written)])[0]?.content, "a\n\nGrüße");
  assert.equal(messages([user(text("See"), encoded)], { preset: "groq" })[0]?.content, "See\n\nGrüße");
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
  const standard = { ...sampling, temperature: 1, topP: 1, frequencyPenalty: 0 };
  assert.deepEqual(dropped({ sampling: standard }, { call: { model: "o3" } }), []);
  const unthinking = { sampling: { ...sampling, temperature: 0 }, reasoning: { ...wish, effort: "none" as const } };
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

test("conversationToRequest() gives thinking back where a server wants it, and reports what it drops", () => {
  const thinking = (path: string, by?: "anthropic"): TurnPart => ({
    type: "thinking",
    text: `thought ${path}.`,
    signature: by === undefined ? null : { by, value: "s" },
    path,
  });
  const redacted: TurnPart = { type: "redacted_thinking", data: { by: "anthropic", value: "s" }, path: "redacted" };
  const turns = [
    assistant(thinking("a"), thinking("b"), thinking("c", "anthropic"), redacted, call("x")),
    user(result("x")),
    assistant(thinking("d"), text("Done.")),
    user(text("more")),
    assistant(thinking("e")),
    assistant(call("y")),
    user(result("y")),
    assistant(call("z")),
  ];
  const all = ["a", "b", "c", "d", "e"];
  const table: [Asked, unknown[], string[]][] = [
    [{}, [undefined, undefined, undefined, undefined], ["redacted", ...all]],
    [{ preset: "groq" }, [undefined, undefined, undefined, undefined], ["redacted", ...all]],
    [{ preset: "vllm" }, ["thought a.thought b.", undefined, "thought e.", undefined], ["redacted", "c", "d"]],
    [{ preset: "deepseek" }, ["thought a.thought b.", undefined, "thought e.", ""], ["redacted", "c", "d"]],
    [{ preset: "moonshot" }, ["thought a.thought b.", undefined, "thought e.", " "], ["redacted", "c", "d"]],
  ];
  for (const [asked, reasoning, notSent] of table) {
    const { request, notes } = write({ turns }, asked);
    const said = request.messages.filter((message) => message.role === "assistant");
    assert.deepEqual(said.map((message) => (message as { reasoning_content?: string }).reasoning_content), reasoning);
    assert.deepEqual(notes.droppedFields, notSent, JSON.stringify(asked));
  }
  assert.deepEqual(messages([hello, assistant(thinking("a"))]), [{ role: "user", content: "hi" }]);
});

test("conversationToRequest() says a refusal as text where there is no field for it", () => {
  const turns = [assistant(text("Well. "), { type: "refusal", text: "No.", path: "p" })];
  assert.deepEqual(messages(turns), [{ role: "assistant", content: "Well. ", refusal: "No." }]);
  assert.deepEqual(messages(turns, { preset: "groq" }), [{ role: "assistant", content: "Well. No." }]);
});

test("conversationToRequest() reports marks that only Anthropic has", () => {
  const cacheControl = { type: "ephemeral" };
  assert.deepEqual(
    dropped({
      system: [{ ...text("x", "system[0]"), cacheControl }],
      tools: [{ ...look, cacheControl }],
      turns: [
        user({ ...text("x", "messages[0].content[0]"), cacheControl }),
        assistant({ ...text("x", "messages[1].content[0]"), cacheControl }),
        user(result("a", { path: "messages[2].content[0]", cacheControl, isError: true })),
        user({
          type: "document",
          source: { type: "text", text: "x" },
          title: null,
          citations: true,
          path: "messages[3].content[0]",
        }),
      ],
    }),
    [
      "system[0].cache_control",
      "messages[0].content[0].cache_control",
      "messages[1].content[0].cache_control",
      "messages[2].content[0].is_error",
      "messages[2].content[0].cache_control",
      "messages[3].content[0].citations",
      "tools[0].cache_control",
    ],
  );
});

test("conversationToRequest() refuses what the dialect or the server cannot say", () => {
  const document = { type: "document" as const, title: null, citations: false, path: "d" };
  const pdf = { type: "base64" as const, mediaType: "application/pdf", data: "JVBERg==" };
  const table: [Partial<Conversation>, Asked, string][] = [
    [{ turns: [user({ ...image(), source: { type: "file_id", id: "x" } })] }, {}, "'i'"],
    [{ turns: [user({ ...document, source: { type: "file_id", id: "file_011x" } })] }, {}, "'d'"],
    [{ turns: [user({ ...document, source: { type: "url", url: "https://a/b", mediaType: null } })] }, {}, "'d'"],
    [{ turns: [user({ ...document, source: pdf })] }, { preset: "groq" }, "'d'"],
    [{ turns: [user(call("a"))] }, {}, "'p'"],
    [{ turns: [assistant(image())] }, {}, "'i'"],
    [{ stop: ["a", "b", "c", "d", "e"] }, {}, "'stop_sequences'"],
  ];
  for (const [more, asked, start] of table) {
    const { refusal } = write(more, asked).notes;
    assert.ok(refusal?.startsWith(start), `${refusal} should be about ${start}`);
  }
  assert.equal(write({ stop: ["a", "b", "c", "d", "e"] }, { preset: "vllm" }).notes.refusal, null);
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
