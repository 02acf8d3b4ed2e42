import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { Conversation } from "../../translation/conversation.ts";
import { read, readWhole } from "./testing/read_request.ts";

test("readConversation() reads what a request asks for", () => {
  const schema = { type: "object", properties: {} };
  const table: [Record<string, unknown>, Partial<Conversation>][] = [
    [{ instructions: "Be brief." }, { system: [{ type: "text", text: "Be brief.", path: "instructions" }] }],
    [{ max_output_tokens: 9 }, { outputTokensMax: 9 }],
    [{ parallel_tool_calls: false }, { parallelToolCalls: false }],
    [{ service_tier: "flex" }, { serviceTier: "flex" }],
    [{ user: "u" }, { endUser: "u" }],
    [{ user: "u", safety_identifier: "s" }, { endUser: "s" }],
    [{ text: { verbosity: "low" } }, { verbosity: "low" }],
    [{ text: { format: { type: "text" } } }, { format: null }],
    [{ text: { format: { type: "json_object" } } }, { format: { type: "json_object" } }],
    [{ text: { format: { type: "json_schema", name: "a", schema, strict: true } } }, {
      format: { type: "json_schema", name: "a", description: null, schema, strict: true },
    }],
    [{ reasoning: { effort: "high", summary: "auto" } }, {
      reasoning: { effort: "high", budgetTokens: null, adaptive: false, visible: true, path: "reasoning.effort" },
    }],
    [{ reasoning: { summary: "concise" } }, {
      reasoning: { effort: null, budgetTokens: null, adaptive: false, visible: true, path: "reasoning.summary" },
    }],
    [{ reasoning: { effort: null } }, { reasoning: null }],
  ];
  for (const [body, expected] of table) {
    const conversation = readWhole(body);
    for (const [field, value] of Object.entries(expected)) {
      assert.deepEqual(conversation[field as keyof Conversation], value, `${JSON.stringify(body)}: ${field}`);
    }
  }
  const { sampling } = readWhole({ temperature: 0.5, top_p: 0.9, top_k: 40 });
  assert.deepEqual([sampling.temperature, sampling.topP, sampling.topK], [0.5, 0.9, 40]);
});

test("readConversation() reports what no other provider has, and not what asks for nothing", () => {
  const table: [Record<string, unknown>, string[]][] = [
    [{ store: true }, ["store"]],
    [{ store: false, truncation: "disabled", top_logprobs: 0, background: false, metadata: { a: "b" } }, []],
    [{ include: ["reasoning.encrypted_content"] }, []],
    [{ include: ["reasoning.encrypted_content", "message.output_text.logprobs"] }, ["include[1]"]],
    [{ truncation: "auto", top_logprobs: 2, prompt_cache_key: "k" }, [
      "truncation",
      "top_logprobs",
      "prompt_cache_key",
    ]],
    [{ stream_options: { include_obfuscation: false } }, []],
    [{ stream_options: { include_obfuscation: true } }, ["stream_options.include_obfuscation"]],
    [{ text: { format: { type: "text" }, tone: "dry" } }, ["text.tone"]],
    [{ reasoning: { effort: "low", mode: "pro" } }, ["reasoning.mode"]],
    [{ unheard_of: 1, prompt: null, conversation: null, previous_response_id: null }, ["unheard_of"]],
  ];
  for (const [body, expected] of table) {
    const { dropped, refusal } = read(body);
    assert.deepEqual([dropped, refusal], [expected, null], JSON.stringify(body));
  }
});

test("readConversation() refuses what would be answered differently, and says what to do", () => {
  const table: [Record<string, unknown>, RegExp][] = [
    [{ previous_response_id: "resp_1" }, /^'previous_response_id' .*send the whole conversation as 'input'/],
    [{ conversation: "conv_1" }, /^'conversation' .*send all of it as 'input'/],
    [{ prompt: { id: "pmpt_1" } }, /^'prompt' .*'instructions' and 'input'/],
    [{ background: true }, /^'background' /],
    [{ input: [] }, /^'input' must say something/],
    [{ input: undefined }, /^'input' must say something/],
    [{ text: { format: { type: "json_schema", name: "a" } } }, /^'text.format.schema' /],
    [{ text: { format: { type: "grammar" } } }, /^'text.format.type' is 'grammar'/],
    [{ reasoning: { effort: "extreme" } }, /^'reasoning.effort' must be one of none, minimal/],
  ];
  for (const [body, expected] of table) assert.match(read(body).refusal ?? "", expected, JSON.stringify(body));
});
