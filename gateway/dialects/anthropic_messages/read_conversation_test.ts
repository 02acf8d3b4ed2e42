import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { Conversation, ReasoningWish, ToolChoice, TurnPart } from "../../translation/conversation.ts";
import { sealSignature, signCallId } from "../../translation/signature.ts";
import { TranslationNotes } from "../../translation/translation_notes.ts";
import { readConversation } from "./read_conversation.ts";

type Body = Record<string, unknown>;

const asked = { model: "m", max_tokens: 100, messages: [{ role: "user", content: "hi" }] };

function read(body: Body): { conversation: Conversation; dropped: string[]; refusal: string | null } {
  const notes = new TranslationNotes();
  const conversation = readConversation({ ...asked, ...body }, notes);
  return { conversation, dropped: notes.droppedFields, refusal: notes.refusal };
}

/** What is read where nothing may be dropped or refused. */
function readWhole(body: Body): Conversation {
  const { conversation, dropped, refusal } = read(body);
  assert.deepEqual([dropped, refusal], [[], null], JSON.stringify(body));
  return conversation;
}

/** The parts of one message's blocks, those of the answers with a user's turn behind them. */
function partsOf(
  role: "user" | "assistant",
  content: unknown,
): { parts: TurnPart[]; dropped: string[]; refusal: string | null } {
  const more = role === "assistant" ? asked.messages : [];
  const { conversation, dropped, refusal } = read({ messages: [{ role, content }, ...more] });
  return { parts: conversation.turns[0]?.role === role ? conversation.turns[0].parts : [], dropped, refusal };
}

const at = "messages[0].content[0]";
const ephemeral = { type: "ephemeral" };

test("readConversation() reads a plain request", () => {
  assert.deepEqual(readWhole({}), {
    system: [],
    turns: [{ role: "user", parts: [{ type: "text", text: "hi", path: "messages[0].content" }] }],
    tools: [],
    toolChoice: null,
    parallelToolCalls: null,
    outputTokensMax: 100,
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
  });
});

test("readConversation() reads what is said besides the messages", () => {
  const schema = { type: "object", properties: {} };
  const conversation = readWhole({
    system: [{ type: "text", text: "Be brief.", cache_control: ephemeral }, { type: "text", text: "" }],
    stop_sequences: ["END", ""],
    temperature: 0.5,
    top_p: 0.9,
    top_k: 40,
    metadata: { user_id: "user-1" },
    service_tier: "standard_only",
    speed: "standard",
    output_config: { format: { type: "json_schema", schema } },
    container: null,
    mcp_servers: [],
  });
  assert.deepEqual(conversation.system, [
    { type: "text", text: "Be brief.", path: "system[0]", cacheControl: ephemeral },
  ]);
  assert.deepEqual(conversation.stop, ["END"]);
  const { temperature, topP, topK } = conversation.sampling;
  assert.deepEqual([temperature, topP, topK], [0.5, 0.9, 40]);
  assert.deepEqual([conversation.endUser, conversation.serviceTier], ["user-1", "default"]);
  const format = { type: "json_schema", name: null, description: null, schema, strict: true };
  assert.deepEqual(conversation.format, format);
  assert.deepEqual(readWhole({ output_format: { type: "json_schema", schema } }).format, format);
  assert.equal(readWhole({ service_tier: "auto" }).serviceTier, "auto");
  assert.deepEqual(readWhole({ system: "Be brief." }).system, [{ type: "text", text: "Be brief.", path: "system" }]);
});

test("readConversation() takes instructions among the messages for instructions", () => {
  const { system, turns } = readWhole({
    system: "One.",
    messages: [...asked.messages, { role: "system", content: [{ type: "text", text: "Two." }] }],
  });
  assert.deepEqual(system.map(({ text, path }) => [text, path]), [["One.", "system"], [
    "Two.",
    "messages[1].content[0]",
  ]]);
  assert.equal(turns.length, 1);
});

test("readConversation() reads what the user says", () => {
  const base64 = { type: "base64", media_type: "image/png", data: "aGk=" };
  const pdf = { type: "base64", media_type: "application/pdf", data: "JVBERg==" };
  const table: [block: Body, parts: TurnPart[]][] = [
    [{ type: "text", text: "hi", citations: null }, [{ type: "text", text: "hi", path: at }]],
    [{ type: "text", text: "" }, []],
    [
      { type: "image", source: base64, cache_control: ephemeral },
      [{
        type: "image",
        source: { type: "base64", mediaType: "image/png", data: "aGk=" },
        detail: null,
        path: at,
        cacheControl: ephemeral,
      }],
    ],
    [
      { type: "image", source: { type: "url", url: "https://a.example/b.png" } },
      [{
        type: "image",
        source: { type: "url", url: "https://a.example/b.png", mediaType: null },
        detail: null,
        path: at,
      }],
    ],
    [
      { type: "image", source: { type: "file", file_id: "file_1" } },
      [{ type: "image", source: { type: "file_id", id: "file_1" }, detail: null, path: at }],
    ],
    [
      { type: "document", source: pdf, title: "Report", citations: { enabled: true } },
      [{
        type: "document",
        source: { type: "base64", mediaType: "application/pdf", data: "JVBERg==" },
        title: "Report",
        citations: true,
        path: at,
      }],
    ],
    [
      { type: "document", source: { type: "text", media_type: "text/plain", data: "It is." }, context: "Old." },
      [
        { type: "text", text: "Old.", path: `${at}.context` },
        { type: "document", source: { type: "text", text: "It is." }, title: null, citations: false, path: at },
      ],
    ],
    [
      {
        type: "document",
        source: { type: "content", content: [{ type: "text", text: "A" }, { type: "text", text: "B" }] },
      },
      [{ type: "document", source: { type: "text", text: "A\n\nB" }, title: null, citations: false, path: at }],
    ],
    [
      { type: "document", source: { type: "content", content: "A" } },
      [{ type: "document", source: { type: "text", text: "A" }, title: null, citations: false, path: at }],
    ],
    [
      { type: "search_result", title: "T", source: "https://a.example", content: [{ type: "text", text: "found" }] },
      [{ type: "text", text: "Search result: T\nSource: https://a.example\n\nfound", path: at }],
    ],
  ];
  for (const [block, parts] of table) assert.deepEqual(partsOf("user", [block]), { parts, dropped: [], refusal: null });
});

test("readConversation() reads calls, their results and the tools' names", () => {
  const signature = { by: "gemini", value: "abc" } as const;
  const id = signCallId("call_1", signature);
  const { turns } = readWhole({
    messages: [
      {
        role: "assistant",
        content: [{ type: "tool_use", id, name: "look", input: { a: 1 }, caller: { type: "direct" } }],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: id, content: "found" },
          { type: "tool_result", tool_use_id: "other", is_error: true, cache_control: ephemeral },
          { type: "tool_result", tool_use_id: id, content: [{ type: "text", text: "a" }] },
        ],
      },
    ],
  });
  const text = { type: "text", text: "found", path: "messages[1].content[0].content" };
  const result = { type: "tool_result", callId: "call_1", name: "look", isError: false };
  assert.deepEqual(turns, [
    {
      role: "assistant",
      parts: [{ type: "tool_call", id: "call_1", name: "look", arguments: '{"a":1}', signature, path: at }],
    },
    {
      role: "user",
      parts: [
        { ...result, parts: [text], path: "messages[1].content[0]" },
        {
          ...result,
          callId: "other",
          name: null,
          parts: [],
          isError: true,
          path: "messages[1].content[1]",
          cacheControl: ephemeral,
        },
        {
          ...result,
          parts: [{ ...text, text: "a", path: "messages[1].content[2].content[0]" }],
          path: "messages[1].content[2]",
        },
      ],
    },
  ]);
});

test("readConversation() knows whose thinking it is", () => {
  const openai = { by: "openai", value: "gAAA" } as const;
  const table: [block: Body, part: TurnPart | null][] = [
    [
      { type: "thinking", thinking: "so", signature: "raw==" },
      { type: "thinking", text: "so", signature: { by: "anthropic", value: "raw==" }, path: at },
    ],
    [
      { type: "thinking", thinking: "", signature: sealSignature(openai) },
      { type: "thinking", text: "", signature: openai, path: at },
    ],
    [{ type: "thinking", thinking: "so", signature: "" }, { type: "thinking", text: "so", signature: null, path: at }],
    [{ type: "thinking", thinking: "", signature: "" }, null],
    [
      { type: "redacted_thinking", data: "raw==" },
      { type: "redacted_thinking", data: { by: "anthropic", value: "raw==" }, path: at },
    ],
    [{ type: "redacted_thinking", data: sealSignature(openai) }, { type: "redacted_thinking", data: openai, path: at }],
  ];
  for (const [block, part] of table) {
    const { parts, dropped, refusal } = partsOf("assistant", [block]);
    assert.deepEqual([parts, dropped, refusal], [part === null ? [] : [part], [], null]);
  }
});

test("readConversation() reads tools and how they may be chosen", () => {
  const input_schema = { type: "object", properties: {} };
  const { tools } = readWhole({
    tools: [
      { name: "look", description: "Looks.", input_schema, strict: true, cache_control: ephemeral },
      { type: "custom", name: "bare", defer_loading: false, allowed_callers: ["direct"] },
    ],
  });
  assert.deepEqual(tools, [
    {
      name: "look",
      description: "Looks.",
      parameters: input_schema,
      strict: true,
      path: "tools[0]",
      cacheControl: ephemeral,
    },
    { name: "bare", description: null, parameters: null, strict: null, path: "tools[1]" },
  ]);
  const table: [choice: Body, expected: ToolChoice, parallel: boolean | null][] = [
    [{ type: "auto" }, { type: "auto" }, null],
    [{ type: "auto", disable_parallel_tool_use: true }, { type: "auto" }, false],
    [{ type: "any", disable_parallel_tool_use: false }, { type: "required" }, null],
    [{ type: "tool", name: "look" }, { type: "tool", name: "look" }, null],
    [{ type: "none" }, { type: "none" }, null],
  ];
  for (const [tool_choice, toolChoice, parallelToolCalls] of table) {
    const conversation = readWhole({ tool_choice });
    assert.deepEqual([conversation.toolChoice, conversation.parallelToolCalls], [toolChoice, parallelToolCalls]);
  }
});

test("readConversation() reads how much is to be thought", () => {
  const none = { effort: null, budgetTokens: null, adaptive: false, visible: null, path: "thinking" } as const;
  const table: [body: Body, expected: ReasoningWish | null][] = [
    [{ output_config: { effort: null } }, null],
    [{ output_config: { effort: "high" } }, { ...none, effort: "high", path: "output_config.effort" }],
    [{ thinking: { type: "enabled", budget_tokens: 2_000 } }, { ...none, budgetTokens: 2_000 }],
    [{ thinking: { type: "adaptive" } }, { ...none, adaptive: true }],
    [
      { thinking: { type: "adaptive", display: "summarized" }, output_config: { effort: "max" } },
      { ...none, adaptive: true, visible: true, effort: "max" },
    ],
    [
      { thinking: { type: "enabled", budget_tokens: 2_000, display: "omitted" } },
      { ...none, budgetTokens: 2_000, visible: false },
    ],
    [{ thinking: { type: "disabled" } }, { ...none, effort: "none" }],
  ];
  for (const [body, expected] of table) assert.deepEqual(readWhole(body).reasoning, expected, JSON.stringify(body));
});

test("readConversation() reports what it leaves out", () => {
  const block = (block: Body, role = "user") => ({ messages: [{ role, content: [block] }, ...asked.messages] });
  const found = { type: "search_result", title: "T", source: "s", content: [] };
  const table: [body: Body, dropped: string[]][] = [
    [{ unheard_of: 1, cache_control: ephemeral }, ["unheard_of", "cache_control"]],
    [{ context_management: { edits: [{ type: "clear_tool_uses_20250919" }] } }, ["context_management"]],
    [{ speed: "fast", user_profile_id: "u", fallbacks: [{ model: "x" }] }, ["speed", "user_profile_id", "fallbacks"]],
    [{ metadata: { user_id: "u", other: 1 } }, ["metadata.other"]],
    [{ service_tier: "flex" }, ["service_tier"]],
    [{ output_config: { effort: "low", task_budget: { total: 1 } } }, ["output_config.task_budget"]],
    [{ thinking: { type: "disabled" }, output_config: { effort: "low" } }, ["output_config.effort"]],
    [{ thinking: { type: "between_tools" } }, ["thinking"]],
    [{ tools: [{ name: "f", input_schema: {}, input_examples: [{}] }] }, ["tools[0].input_examples"]],
    [
      { tools: [{ name: "f", defer_loading: true, allowed_callers: ["code_execution_20250825"] }] },
      ["tools[0].defer_loading", "tools[0].allowed_callers"],
    ],
    [
      block({ type: "image", source: { type: "url", url: "u" }, transformations: { oversized_image: "error" } }),
      [`${at}.transformations`],
    ],
    [block({ ...found, citations: { enabled: true } }), [`${at}.citations`]],
    [block({ type: "text", text: "a", citations: [{ type: "char_location" }] }, "assistant"), [`${at}.citations`]],
    [block({ type: "server_tool_use", id: "s", name: "web_search", input: {} }, "assistant"), [at]],
    [block({ type: "web_search_tool_result", tool_use_id: "s", content: [] }, "assistant"), [at]],
    [
      block(
        { type: "tool_use", id: "t", name: "f", input: {}, caller: { type: "code_execution_20250825" } },
        "assistant",
      ),
      [`${at}.caller`],
    ],
  ];
  for (const [body, expected] of table) {
    const { dropped, refusal } = read(body);
    assert.deepEqual([dropped, refusal], [expected, null], JSON.stringify(body));
  }
});

test("readConversation() refuses what would be answered differently, by the client's own words", () => {
  const user = (...content: unknown[]) => ({ messages: [{ role: "user", content }] });
  const said = (...content: unknown[]) => ({ messages: [{ role: "assistant", content }, ...asked.messages] });
  const document = (source: Body) => user({ type: "document", source });
  const image = { type: "image", source: { type: "url", url: "u" } };
  const call = { type: "tool_use", id: "t", name: "f", input: {} };
  const table: [body: Body, path: string][] = [
    [{ max_tokens: 0 }, "max_tokens"],
    [{ container: "container_1" }, "container"],
    [{ mcp_servers: [{ type: "url", url: "https://mcp.example" }] }, "mcp_servers"],
    [{ inference_geo: "us" }, "inference_geo"],
    [{ thread: { id: "t" } }, "thread"],
    [{ output_config: { effort: "huge" } }, "output_config.effort"],
    [{ output_config: { format: { type: "xml" } } }, "output_config.format"],
    [{ output_format: { type: "json_schema" } }, "output_format"],
    [{ thinking: { type: "deep" } }, "thinking.type"],
    [{ tool_choice: { type: "some" } }, "tool_choice.type"],
    [{ tool_choice: { type: "tool" } }, "tool_choice.name"],
    [{ tools: [{ input_schema: {} }] }, "tools[0].name"],
    [{ tools: [{ type: "web_search_20250305", name: "web_search" }] }, "tools[0].type"],
    [{ tools: [{ name: "f" }, { type: "bash_20250124", name: "bash" }] }, "tools[1].type"],
    [{ tools: [{ type: "mcp_toolset", mcp_server_name: "s" }] }, "tools[0].type"],
    [{ messages: [...asked.messages, { role: "assistant", content: "{" }] }, "messages[1]"],
    [{ system: [image] }, "system[0]"],
    [user({ type: "container_upload", file_id: "f" }), `${at}.type`],
    [user({ type: "unheard_of" }), `${at}.type`],
    [user({ ...call }), `${at}.type`],
    [user(null), at],
    [{ messages: [{ role: "user", content: { type: "text" } }] }, "messages[0].content"],
    [user({ type: "text" }), `${at}.text`],
    [user({ type: "image", source: { type: "base64", data: "a" } }), `${at}.source.media_type`],
    [user({ type: "image", source: { type: "carrier_pigeon" } }), `${at}.source.type`],
    [document({ type: "file" }), `${at}.source.file_id`],
    [document({ type: "text" }), `${at}.source.data`],
    [document({ type: "content", content: [image] }), `${at}.source.content[0]`],
    [document({}), `${at}.source.type`],
    [user({ type: "tool_result", content: "a" }), `${at}.tool_use_id`],
    [
      user({ type: "tool_result", tool_use_id: "t", content: [{ type: "tool_reference", tool_name: "f" }] }),
      `${at}.content[0].type`,
    ],
    [said(image), `${at}.type`],
    [said({ ...call, input: "text" }), at],
    [said({ type: "container_upload", file_id: "f" }), `${at}.type`],
    [said({ type: "compaction", content: "so far" }), `${at}.type`],
  ];
  for (const [body, path] of table) {
    const { refusal } = read(body);
    assert.ok(refusal?.startsWith(`'${path}' `), `${JSON.stringify(body)}: ${refusal}`);
  }
});
