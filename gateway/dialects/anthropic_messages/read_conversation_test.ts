import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { ReasoningWish, ToolChoice } from "../../translation/conversation.ts";
import { asked, readWhole } from "./testing/read_request.ts";

type Body = Record<string, unknown>;

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
