import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { Conversation, ToolDefinition, TurnPart } from "../../translation/conversation.ts";
import { TranslationNotes } from "../../translation/translation_notes.ts";
import { assistantTurn, conversation, userTurn } from "../testing/conversation.ts";
import type { ProviderCall } from "../wire.ts";
import { conversationToGeminiRequest } from "./conversation_to_request.ts";
import type { GeminiRequest } from "./gemini_api.ts";
import { geminiModel } from "./gemini_model.ts";

interface Written {
  request: GeminiRequest;
  dropped: string[];
  refusal: string | null;
}

function write(
  more: Partial<Conversation>,
  { model = "gemini-2.5-flash", dialect = "openai_chat" }: { model?: string; dialect?: ProviderCall["dialect"] } = {},
): Written {
  const notes = new TranslationNotes();
  const writing = { call: { dialect, body: {} }, model: geminiModel(model), notes };
  const request = conversationToGeminiRequest(conversation(more), writing);
  return { request, dropped: notes.droppedFields, refusal: notes.refusal };
}

const text = (said: string, path = "p"): TurnPart => ({ type: "text", text: said, path });
const tool = (name: string, more: Partial<ToolDefinition> = {}): ToolDefinition => ({
  name,
  description: null,
  parameters: null,
  strict: null,
  path: `tools.${name}`,
  ...more,
});

test("conversationToGeminiRequest() puts instructions apart, and turns into alternation", () => {
  const { request, dropped } = write({
    system: [{ type: "text", text: "Be brief.", path: "s", cacheControl: { type: "ephemeral" } }],
    turns: [userTurn(text("a")), userTurn(text("b")), assistantTurn(text("c"), text("")), userTurn(text("d"))],
  });
  assert.deepEqual(request, {
    systemInstruction: { parts: [{ text: "Be brief." }] },
    contents: [
      { role: "user", parts: [{ text: "a" }, { text: "b" }] },
      { role: "model", parts: [{ text: "c" }] },
      { role: "user", parts: [{ text: "d" }] },
    ],
  });
  assert.deepEqual(dropped, ["s.cache_control"]);
});

test("conversationToGeminiRequest() asks instructions alone as the user", () => {
  const { request } = write({ system: [{ type: "text", text: "Say hi.", path: "s" }], turns: [] });
  assert.deepEqual(request, { contents: [{ role: "user", parts: [{ text: "Say hi." }] }] });
});

test("conversationToGeminiRequest() says how to sample, how long and in what format", () => {
  const { request, dropped } = write({
    outputTokensMax: 50,
    stop: ["\n", "END"],
    sampling: { temperature: 0, topP: 0.5, topK: 7, seed: 3, frequencyPenalty: 0, presencePenalty: 0 },
    format: { type: "json_schema", name: "n", description: "d", schema: { type: "object" }, strict: true },
  });
  assert.deepEqual(request.generationConfig, {
    responseMimeType: "application/json",
    responseJsonSchema: { description: "d", type: "object" },
    maxOutputTokens: 50,
    stopSequences: ["\n", "END"],
    temperature: 0,
    topP: 0.5,
    topK: 7,
    seed: 3,
  });
  assert.deepEqual(dropped, []);
});

test("conversationToGeminiRequest() reports what a model does not take, in the client's words", () => {
  const sampling = {
    temperature: null,
    topP: null,
    topK: null,
    seed: 2 ** 40,
    frequencyPenalty: 1,
    presencePenalty: 1,
  };
  const more: Partial<Conversation> = {
    sampling,
    endUser: "u",
    verbosity: "low",
    serviceTier: "scale",
    tools: [tool("f", { cacheControl: {} })],
    parallelToolCalls: false,
  };
  assert.deepEqual(write(more).dropped.sort(), [
    "frequency_penalty",
    "parallel_tool_calls",
    "presence_penalty",
    "safety_identifier",
    "seed",
    "service_tier",
    "tools.f.cache_control",
    "verbosity",
  ]);
  assert.deepEqual(write({ endUser: "u", verbosity: "low" }, { dialect: "openai_responses" }).dropped, [
    "safety_identifier",
    "text.verbosity",
  ]);
  const older = write({ sampling: { ...sampling, seed: null } }, { model: "gemini-2.0-flash" });
  assert.deepEqual(older.request.generationConfig, { presencePenalty: 1, frequencyPenalty: 1 });
});

test("conversationToGeminiRequest() passes tiers that Gemini has beside the standard one", () => {
  for (const [tier, written] of [["flex", "flex"], ["priority", "priority"], ["auto", undefined]] as const) {
    assert.equal(write({ serviceTier: tier }).request.serviceTier, written);
  }
});

test("conversationToGeminiRequest() declares tools with their JSON schemas as they are", () => {
  const parameters = { type: "object", properties: { a: { type: ["string", "null"] } }, additionalProperties: false };
  const { request } = write({ tools: [tool("f", { description: "d", parameters }), tool("g")] });
  assert.deepEqual(request.tools, [{
    functionDeclarations: [{ name: "f", description: "d", parametersJsonSchema: parameters }, { name: "g" }],
  }]);
  assert.equal(request.toolConfig, undefined);
});

test("conversationToGeminiRequest() says which tools may and must be called", () => {
  const tools = [tool("f"), tool("g")];
  const table: [Conversation["toolChoice"], object | undefined, string[]][] = [
    [{ type: "auto" }, undefined, ["f", "g"]],
    [{ type: "none" }, { mode: "NONE" }, ["f", "g"]],
    [{ type: "required" }, { mode: "ANY" }, ["f", "g"]],
    [{ type: "tool", name: "g" }, { mode: "ANY", allowedFunctionNames: ["g"] }, ["f", "g"]],
    [{ type: "allowed", names: ["g"], required: true }, { mode: "ANY", allowedFunctionNames: ["g"] }, ["f", "g"]],
    [{ type: "allowed", names: ["g"], required: false }, undefined, ["g"]],
    [{ type: "allowed", names: [], required: false }, undefined, []],
  ];
  for (const [toolChoice, config, offered] of table) {
    const { request } = write({ tools, toolChoice });
    const names = (request.tools ?? []).flatMap((one) => one.functionDeclarations).map((one) => one.name);
    assert.deepEqual([request.toolConfig?.functionCallingConfig, names], [config, offered], JSON.stringify(toolChoice));
  }
});

test("conversationToGeminiRequest() asks models that can for arguments that follow a strict schema", () => {
  const tools = [tool("f", { strict: true })];
  assert.deepEqual(write({ tools }).request.toolConfig, { functionCallingConfig: { mode: "VALIDATED" } });
  const plain = write({ tools }, { model: "gemini-2.0-flash" });
  assert.deepEqual([plain.request.toolConfig, plain.dropped], [undefined, ["tools.f.function.strict"]]);
});

test("conversationToGeminiRequest() asks for a format beside tools only of models that have both", () => {
  const more: Partial<Conversation> = { format: { type: "json_object" }, tools: [tool("f")] };
  assert.match(write(more).refusal!, /^'response_format' cannot be asked of this model beside tools/);
  assert.equal(write(more, { model: "gemini-3-pro-preview" }).refusal, null);
  const without = write({ ...more, toolChoice: { type: "none" } });
  assert.deepEqual([without.refusal, without.request.tools], [null, undefined]);
});
