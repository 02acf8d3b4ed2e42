import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { Conversation, ReasoningWish, TurnPart } from "../../translation/conversation.ts";
import { TranslationNotes } from "../../translation/translation_notes.ts";
import { chatCall } from "../testing/chat_call.ts";
import type { ProviderCall } from "../wire.ts";
import { conversationToRequest } from "./conversation_to_request.ts";

const text = (said: string, path = "p"): TurnPart => ({ type: "text", text: said, path });
const hi: Conversation["turns"] = [{ role: "user", parts: [text("hi")] }];

function conversation(more: Partial<Conversation> = {}): Conversation {
  return {
    system: [],
    turns: hi,
    tools: [],
    toolChoice: null,
    parallelToolCalls: null,
    outputTokensMax: null,
    format: null,
    reasoning: null,
    stop: [],
    sampling: {
      temperature: null,
      topP: null,
      topK: null,
      seed: null,
      frequencyPenalty: null,
      presencePenalty: null,
    },
    endUser: null,
    serviceTier: null,
    verbosity: null,
    ...more,
  };
}

function write(more: Partial<Conversation>, model = "claude-opus-5", call: Partial<ProviderCall> = {}) {
  const notes = new TranslationNotes();
  const request = conversationToRequest(conversation(more), chatCall({}, { model, ...call }), notes);
  return { request, dropped: notes.droppedFields, refusal: notes.refusal };
}

function wish(more: Partial<ReasoningWish>): ReasoningWish {
  return { effort: null, budgetTokens: null, adaptive: false, visible: null, path: "reasoning", ...more };
}

const signed: TurnPart = { type: "thinking", text: "hm", signature: { by: "anthropic", value: "s" }, path: "t" };
const call: TurnPart = { type: "tool_call", id: "c", name: "look", arguments: "{}", signature: null, path: "c" };
const result: TurnPart = { type: "tool_result", callId: "c", name: null, parts: [], isError: false, path: "r" };

test("conversationToRequest() gives thinking back to whom it is from, and reports the rest", () => {
  const parts: TurnPart[] = [
    signed,
    { type: "thinking", text: "", signature: { by: "anthropic", value: "hidden" }, path: "t1" },
    { type: "thinking", text: "unsigned", signature: null, path: "t2" },
    { type: "thinking", text: "foreign", signature: { by: "gemini", value: "g" }, path: "t3" },
    { type: "redacted_thinking", data: { by: "anthropic", value: "sealed" }, path: "t4" },
    { type: "redacted_thinking", data: { by: "openai", value: "o" }, path: "t5" },
    { ...call, signature: { by: "gemini", value: "g" } } as TurnPart,
  ];
  const { request, dropped } = write({
    turns: [...hi, { role: "assistant", parts }, { role: "user", parts: [result] }],
  });
  assert.deepEqual(request.messages[1]?.content, [
    { type: "thinking", thinking: "hm", signature: "s" },
    { type: "thinking", thinking: "", signature: "hidden" },
    { type: "redacted_thinking", data: "sealed" },
    { type: "tool_use", id: "c", name: "look", input: {} },
  ]);
  assert.deepEqual(dropped, ["t2", "t3", "t5"]);
});

test("conversationToRequest() lets a model with a budget think on where the turn began with thinking", () => {
  const exchange = (...parts: TurnPart[]): Conversation["turns"] => [
    ...hi,
    { role: "assistant", parts },
    { role: "user", parts: [result] },
  ];
  const thinks = { type: "enabled", budget_tokens: 32_000 };
  const table: [string, Conversation["turns"], unknown, string[]][] = [
    ["a new question", hi, thinks, []],
    ["signed thinking before the call", exchange(signed, call), thinks, []],
    ["no thinking before the call", exchange(call), undefined, ["reasoning"]],
    ["text before the thinking", exchange(text("x"), signed, call), undefined, ["reasoning"]],
    ["an answer begun for the model", [...hi, { role: "assistant", parts: [text("It")] }], undefined, ["reasoning"]],
    ["an exchange that is over", [...exchange(call), { role: "assistant", parts: [text("x")] }, ...hi], thinks, []],
  ];
  for (const [what, turns, thinking, notSent] of table) {
    const { request, dropped } = write({ turns, reasoning: wish({ effort: "medium" }) }, "claude-sonnet-4-5");
    assert.deepEqual([request.thinking, dropped], [thinking, notSent], what);
  }
});

test("conversationToRequest() writes every way to ask for reasoning", () => {
  const adaptive = { type: "adaptive" };
  const table: [string, Partial<ReasoningWish>, unknown, unknown, string[]][] = [
    ["claude-opus-5", { adaptive: true }, adaptive, undefined, []],
    ["claude-opus-5", { budgetTokens: 5_000 }, adaptive, undefined, []],
    ["claude-opus-5", { budgetTokens: 0 }, undefined, undefined, []],
    ["claude-opus-5", { effort: "low", visible: true }, { ...adaptive, display: "summarized" }, "low", []],
    ["claude-opus-5", { effort: "low", visible: false }, { ...adaptive, display: "omitted" }, "low", []],
    ["claude-opus-5", { visible: true }, undefined, undefined, []],
    ["claude-sonnet-4-5", { budgetTokens: 5_000 }, { type: "enabled", budget_tokens: 5_000 }, undefined, []],
    ["claude-sonnet-4-5", { budgetTokens: 10 }, { type: "enabled", budget_tokens: 1_024 }, undefined, []],
    ["claude-sonnet-4-5", { budgetTokens: 90_000 }, { type: "enabled", budget_tokens: 63_999 }, undefined, []],
    ["claude-sonnet-4-5", { adaptive: true }, { type: "enabled", budget_tokens: 32_000 }, undefined, []],
    [
      "claude-sonnet-4-5",
      { effort: "low", visible: false },
      { type: "enabled", budget_tokens: 12_800, display: "omitted" },
      undefined,
      [],
    ],
    ["claude-3-5-haiku-latest", { adaptive: true }, undefined, undefined, ["reasoning"]],
    ["claude-3-5-haiku-latest", { budgetTokens: 0 }, undefined, undefined, []],
  ];
  for (const [model, said, thinking, effort, notSent] of table) {
    const { request, dropped } = write({ reasoning: wish(said) }, model);
    assert.deepEqual(
      [request.thinking, request.output_config?.effort, dropped],
      [thinking, effort, notSent],
      `${model} ${JSON.stringify(said)}`,
    );
  }
});

test("conversationToRequest() lets nobody think who must call a tool, and reports a wish for nothing else", () => {
  const forced: Partial<Conversation> = {
    tools: [{ name: "look", description: null, parameters: null, strict: null, path: "tools[0]" }],
    toolChoice: { type: "required" },
  };
  const table: [string, Partial<ReasoningWish>, unknown, string[]][] = [
    ["claude-opus-5", { effort: "high" }, "high", []],
    ["claude-opus-5", { adaptive: true }, undefined, ["reasoning"]],
    ["claude-sonnet-4-5", { budgetTokens: 5_000 }, undefined, ["reasoning"]],
  ];
  for (const [model, said, effort, notSent] of table) {
    const { request, dropped } = write({ ...forced, reasoning: wish(said) }, model);
    assert.deepEqual([request.thinking, request.output_config?.effort, dropped], [undefined, effort, notSent], model);
  }
});

test("conversationToRequest() writes documents and images from wherever they come", () => {
  const document = { type: "document" as const, title: null, citations: false, path: "d" };
  const image = { type: "image" as const, detail: null, path: "i" };
  const table: [TurnPart, unknown][] = [
    [{ ...image, source: { type: "url", url: "https://e/a.png", mediaType: null } }, {
      type: "image",
      source: { type: "url", url: "https://e/a.png" },
    }],
    [{ ...document, source: { type: "url", url: "https://e/a.pdf", mediaType: null }, title: "A" }, {
      type: "document",
      source: { type: "url", url: "https://e/a.pdf" },
      title: "A",
    }],
    [{ ...document, source: { type: "text", text: "plain" }, citations: true }, {
      type: "document",
      source: { type: "text", media_type: "text/plain", data: "plain" },
      citations: { enabled: true },
    }],
    [
      {
        ...document,
        source: { type: "base64", mediaType: "text/markdown", data: "R3LDvMOfZQ==" },
        cacheControl: { type: "ephemeral" },
      },
      {
        type: "document",
        source: { type: "text", media_type: "text/plain", data: "Grüße" },
        cache_control: { type: "ephemeral" },
      },
    ],
    [{ ...document, source: { type: "base64", mediaType: "application/pdf", data: "JVBERg==" } }, {
      type: "document",
      source: { type: "base64", media_type: "application/pdf", data: "JVBERg==" },
    }],
  ];
  for (const [part, block] of table) {
    const { request, refusal } = write({ turns: [{ role: "user", parts: [part] }] });
    assert.deepEqual([request.messages[0]?.content, refusal], [[block], null]);
  }
});

test("conversationToRequest() refuses what the provider cannot read, by the client's path", () => {
  const document = { type: "document" as const, title: null, citations: false };
  const image = { type: "image" as const, detail: null };
  const table: TurnPart[] = [
    { ...document, path: "at", source: { type: "file_id", id: "file-1" } },
    { ...document, path: "at", source: { type: "base64", mediaType: "application/zip", data: "aGk=" } },
    { ...document, path: "at", source: { type: "base64", mediaType: "text/plain", data: "/w==" } },
    { ...document, path: "at", source: { type: "base64", mediaType: "text/plain", data: "no base64" } },
    { ...image, path: "at", source: { type: "file_id", id: "file-1" } },
    { ...image, path: "at", source: { type: "base64", mediaType: "image/tiff", data: "aGk=" } },
    { type: "audio", path: "at", format: "wav", data: "aGk=" },
    { ...call, path: "at", arguments: "[1]" } as TurnPart,
  ];
  for (const part of table) {
    const { refusal } = write({ turns: [{ role: "user", parts: [part] }] });
    assert.ok(refusal?.startsWith("'at' "), JSON.stringify(part));
  }
  const said = write({
    turns: [...hi, {
      role: "assistant",
      parts: [{ ...image, path: "at", source: { type: "url", url: "https://e/a.png", mediaType: null } }],
    }],
  });
  assert.ok(said.refusal?.startsWith("'at' "));
});

test("conversationToRequest() puts results first, with their images and whether they failed", () => {
  const failed: TurnPart = {
    type: "tool_result",
    callId: "c:1",
    name: "look",
    parts: [
      { type: "text", text: "broken", path: "r" },
      { type: "image", source: { type: "base64", mediaType: "image/png", data: "aGk=" }, detail: null, path: "r" },
    ],
    isError: true,
    cacheControl: { type: "ephemeral" },
    path: "r",
  };
  const { request } = write({
    turns: [...hi, { role: "assistant", parts: [call] }, { role: "user", parts: [text("and?")] }, {
      role: "user",
      parts: [failed, result],
    }],
  });
  assert.deepEqual(request.messages[2]?.content, [
    {
      type: "tool_result",
      tool_use_id: "c_1",
      content: [
        { type: "text", text: "broken" },
        { type: "image", source: { type: "base64", media_type: "image/png", data: "aGk=" } },
      ],
      is_error: true,
      cache_control: { type: "ephemeral" },
    },
    { type: "tool_result", tool_use_id: "c" },
    { type: "text", text: "and?" },
  ]);
});

test("conversationToRequest() leaves out an answer begun with white space alone", () => {
  const { request } = write({ turns: [...hi, { role: "assistant", parts: [text(" \n")] }] });
  assert.deepEqual(request.messages, [{ role: "user", content: [{ type: "text", text: "hi" }] }]);
});

test("conversationToRequest() sends top_k where the model takes sampling parameters and does not think", () => {
  const sampling = { ...conversation().sampling, topK: 5 };
  const table: [string, ReasoningWish | null, number | undefined, string[]][] = [
    ["claude-sonnet-4-5", null, 5, []],
    ["claude-sonnet-4-5", wish({ effort: "low" }), undefined, ["top_k"]],
    ["claude-opus-5", null, undefined, ["top_k"]],
  ];
  for (const [model, reasoning, topK, notSent] of table) {
    const { request, dropped } = write({ sampling, reasoning }, model);
    assert.deepEqual([request.top_k, dropped], [topK, notSent], model);
  }
});

test("conversationToRequest() names what it drops as the client's dialect does", () => {
  const said: Partial<Conversation> = {
    format: { type: "json_object" },
    verbosity: "low",
    stop: [" "],
    serviceTier: "flex",
    sampling: { ...conversation().sampling, topP: 0.5, seed: 0, frequencyPenalty: 1, presencePenalty: 0 },
  };
  const chat = write(said, "claude-opus-5", { body: { stop: " " } });
  assert.deepEqual(chat.dropped.sort(), [
    "frequency_penalty",
    "response_format",
    "seed",
    "service_tier",
    "stop",
    "top_p",
    "verbosity",
  ]);
  const responses = write(said, "claude-opus-5", { dialect: "openai_responses", body: { text: { verbosity: "low" } } });
  assert.ok(responses.dropped.includes("text.verbosity") && responses.dropped.includes("text.format"));
});
