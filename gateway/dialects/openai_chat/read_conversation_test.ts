import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { Conversation } from "../../translation/conversation.ts";
import { TranslationNotes } from "../../translation/translation_notes.ts";
import { readConversation } from "./read_conversation.ts";

const user = { role: "user", content: "hi" };
const tool = { type: "function", function: { name: "look", parameters: { type: "object", properties: {} } } };

function read(body: Record<string, unknown>): { conversation: Conversation; notes: TranslationNotes } {
  const notes = new TranslationNotes();
  return { conversation: readConversation({ model: "asked", messages: [user], ...body }, notes), notes };
}

function conversation(body: Record<string, unknown>): Conversation {
  const { conversation, notes } = read(body);
  assert.equal(notes.refusal, null);
  return conversation;
}

function dropped(body: Record<string, unknown>): string[] {
  const { notes } = read(body);
  assert.equal(notes.refusal, null);
  return notes.droppedFields;
}

const nothing: Conversation = {
  system: [],
  turns: [{ role: "user", parts: [{ type: "text", text: "hi", path: "messages[0].content" }] }],
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
};

test("readConversation() reads nothing into a request that says the least", () => {
  assert.deepEqual(conversation({}), nothing);
  assert.deepEqual(dropped({}), []);
});

test("readConversation() reads every field that a conversation has a place for", () => {
  const wish = { budgetTokens: null, adaptive: false, visible: null, path: "reasoning_effort" };
  const schema = { type: "object", properties: {} };
  const described = { name: "x", description: "d", strict: true, schema };
  const { sampling } = nothing;
  const table: [Record<string, unknown>, Partial<Conversation>][] = [
    [{ max_tokens: 10, max_completion_tokens: 20 }, { outputTokensMax: 20 }],
    [{ max_tokens: 10 }, { outputTokensMax: 10 }],
    [{ stop: "END" }, { stop: ["END"] }],
    [{ stop: ["a", "", "\n"] }, { stop: ["a", "\n"] }],
    [{ temperature: 0, top_p: 0.5 }, { sampling: { ...sampling, temperature: 0, topP: 0.5 } }],
    [{ top_k: 4, seed: 7 }, { sampling: { ...sampling, topK: 4, seed: 7 } }],
    [
      { frequency_penalty: 1, presence_penalty: -1 },
      { sampling: { ...sampling, frequencyPenalty: 1, presencePenalty: -1 } },
    ],
    [{ temperature: null, seed: null }, {}],
    [{ parallel_tool_calls: false }, { parallelToolCalls: false }],
    [{ reasoning_effort: "xhigh" }, { reasoning: { ...wish, effort: "xhigh" } }],
    [{ reasoning_effort: "none" }, { reasoning: { ...wish, effort: "none" } }],
    [{ response_format: { type: "text" } }, {}],
    [{ response_format: { type: "json_object" } }, { format: { type: "json_object" } }],
    [
      { response_format: { type: "json_schema", json_schema: described } },
      { format: { type: "json_schema", ...described } },
    ],
    [
      { response_format: { type: "json_schema", json_schema: { schema } } },
      { format: { type: "json_schema", name: null, description: null, schema, strict: null } },
    ],
    [{ user: "u" }, { endUser: "u" }],
    [{ user: "u", safety_identifier: "s" }, { endUser: "s" }],
    [{ service_tier: "flex", verbosity: "low" }, { serviceTier: "flex", verbosity: "low" }],
  ];
  for (const [body, expected] of table) {
    assert.deepEqual(conversation(body), { ...nothing, ...expected }, JSON.stringify(body));
    assert.deepEqual(dropped(body), [], JSON.stringify(body));
  }
});

test("readConversation() reads tools and the choice among them", () => {
  const mark = { type: "ephemeral" };
  const other = {
    type: "function",
    function: { name: "listen", description: "Hears", strict: true },
    cache_control: mark,
  };
  assert.deepEqual(conversation({ tools: [tool, other] }).tools, [
    { name: "look", description: null, parameters: tool.function.parameters, strict: null, path: "tools[0]" },
    { name: "listen", description: "Hears", parameters: null, strict: true, path: "tools[1]", cacheControl: mark },
  ]);
  const named = { type: "function", function: { name: "look" } };
  const table: [unknown, unknown][] = [
    [undefined, null],
    [null, null],
    ["auto", { type: "auto" }],
    ["none", { type: "none" }],
    ["required", { type: "required" }],
    [named, { type: "tool", name: "look" }],
    [
      { type: "allowed_tools", allowed_tools: { mode: "required", tools: [named] } },
      { type: "allowed", names: ["look"], required: true },
    ],
    [
      { type: "allowed_tools", allowed_tools: { mode: "auto", tools: [] } },
      { type: "allowed", names: [], required: false },
    ],
  ];
  for (const [choice, expected] of table) {
    assert.deepEqual(conversation({ tools: [tool], tool_choice: choice }).toolChoice, expected);
  }
});

test("readConversation() reports what it drops, but not what asks for nothing", () => {
  const encrypted = { type: "reasoning.encrypted", data: "x", format: "xai-responses-v1" };
  assert.deepEqual(
    dropped({
      logit_bias: { "50256": -100 },
      logprobs: true,
      top_logprobs: 2,
      store: true,
      metadata: { a: "b" },
      made_up: 1,
      messages: [
        { ...user, name: "Ada" },
        { role: "user", content: [{ type: "text", text: "x", prompt_cache_breakpoint: { mode: "explicit" } }] },
        { role: "assistant", content: "x", audio: { id: "a" }, annotations: [], reasoning_details: [encrypted] },
        {
          role: "assistant",
          content: "x",
          reasoning_details: [{ type: "reasoning.text", signature: "s", format: "x" }],
        },
      ],
      tools: [{ ...tool, eager: true, function: { ...tool.function, examples: [1] } }],
    }).sort(),
    [
      "logit_bias",
      "logprobs",
      "made_up",
      "messages[0].name",
      "messages[1].content[0].prompt_cache_breakpoint",
      "messages[2].audio",
      "messages[2].reasoning_details[0]",
      "messages[3].reasoning_details[0].signature",
      "metadata",
      "store",
      "tools[0].eager",
      "tools[0].function.examples",
      "top_logprobs",
    ],
  );
  const asksForNothing = { logit_bias: {}, logprobs: false, store: false, n: 1, modalities: ["text"], audio: null };
  assert.deepEqual(dropped(asksForNothing), []);
});

test("readConversation() refuses what cannot be understood or would come back as something else", () => {
  const part = (value: unknown) => ({ messages: [{ role: "user", content: [value] }] });
  const called = { id: "a", type: "function", function: { name: "look", arguments: "[1]" } };
  const image = { type: "image_url", image_url: { url: "https://a/b" } };
  const table: [Record<string, unknown>, string][] = [
    [{ n: 2 }, "'n'"],
    [{ functions: [{ name: "x" }] }, "'functions'"],
    [{ modalities: ["text", "audio"] }, "'modalities'"],
    [{ messages: [{ role: "function", name: "x", content: "" }] }, "'messages[0].role'"],
    [part({ type: "input_audio", input_audio: {} }), "'messages[0].content[0].input_audio'"],
    [
      part({ type: "image_url", image_url: { url: "data:image/svg+xml,<svg/>" } }),
      "'messages[0].content[0].image_url.url'",
    ],
    [part({ type: "image_url", image_url: {} }), "'messages[0].content[0].image_url.url'"],
    [part({ type: "file", file: {} }), "'messages[0].content[0].file.file_data'"],
    [part({ type: "file", file: { file_data: "data:text/plain,hi" } }), "'messages[0].content[0].file.file_data'"],
    [part({ type: "video" }), "'messages[0].content[0].type'"],
    [part({ type: "text" }), "'messages[0].content[0].text'"],
    [part("text"), "'messages[0].content[0]'"],
    [part({ type: "refusal", refusal: "x" }), "'messages[0].content' may hold text, image, document and audio only"],
    [{ messages: [{ role: "user", content: 7 }] }, "'messages[0].content'"],
    [{ messages: [{ role: "system", content: [image] }] }, "'messages[0].content' may hold text only, not image parts"],
    [
      { messages: [{ role: "assistant", content: [image] }] },
      "'messages[0].content' may hold text only, not image parts",
    ],
    [{ messages: [{ role: "assistant", tool_calls: [called] }] }, "'messages[0].tool_calls[0].function.arguments'"],
    [{ messages: [{ role: "assistant", function_call: { name: "x" } }] }, "'messages[0].function_call'"],
    [
      { messages: [{ role: "assistant", tool_calls: [{ id: "a", type: "custom", custom: {} }] }] },
      "'messages[0].tool_calls[0]'",
    ],
    [{ messages: [{ role: "tool", content: "x" }] }, "'messages[0].tool_call_id'"],
    [{ tools: [{ type: "custom", custom: { name: "x" } }] }, "'tools[0]'"],
    [{ tools: [tool], tool_choice: "sometimes" }, "'tool_choice'"],
    [{ reasoning_effort: "huge" }, "'reasoning_effort'"],
    [{ reasoning_effort: "toString" }, "'reasoning_effort'"],
    [{ response_format: { type: "json_schema", json_schema: {} } }, "'response_format.json_schema.schema'"],
    [{ response_format: { type: "grammar" } }, "'response_format.type'"],
  ];
  for (const [body, start] of table) {
    const { refusal } = read(body).notes;
    assert.ok(refusal?.startsWith(start), `${refusal} should be about ${start}`);
  }
});

test("readConversation() does not change the request: other targets may be tried with it", () => {
  const details = [{ type: "reasoning.summary", summary: "x" }, { type: "reasoning.encrypted", data: "y" }];
  const body = {
    messages: [user, { role: "assistant", content: "x ", reasoning_details: details, cache_control: { a: 1 } }],
    tools: [tool],
    made_up: { a: [1] },
  };
  const before = JSON.stringify(body);
  read(body);
  assert.equal(JSON.stringify(body), before);
});
