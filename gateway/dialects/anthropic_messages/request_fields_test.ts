import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { asked, read } from "./testing/read_request.ts";

type Body = Record<string, unknown>;

const at = "messages[0].content[0]";
const ephemeral = { type: "ephemeral" };

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
