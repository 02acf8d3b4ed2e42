import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { ToolChoice } from "../../translation/conversation.ts";
import { read, readWhole } from "./testing/read_request.ts";

test("readTools() reads functions, and reports what is OpenAI's about them", () => {
  const parameters = { type: "object", properties: {} };
  const { tools } = readWhole({
    tools: [{ type: "function", name: "f", description: "d", parameters, strict: true }, {
      type: "function",
      name: "g",
      parameters: null,
      strict: null,
    }],
  });
  assert.deepEqual(tools, [
    { name: "f", description: "d", parameters, strict: true, path: "tools[0]" },
    { name: "g", description: null, parameters: null, strict: null, path: "tools[1]" },
  ]);
  const { dropped } = read({ tools: [{ type: "function", name: "f", defer_loading: true }] });
  assert.deepEqual(dropped, ["tools[0].defer_loading"]);
});

test("readTools() refuses every other tool by its path", () => {
  const kinds = [
    "web_search",
    "web_search_preview",
    "file_search",
    "code_interpreter",
    "computer",
    "computer_use_preview",
    "mcp",
    "image_generation",
    "local_shell",
    "shell",
    "apply_patch",
    "custom",
    "namespace",
    "tool_search",
    "programmatic_tool_calling",
    "unheard_of",
  ];
  for (const type of kinds) {
    const { refusal, conversation } = read({ tools: [{ type: "function", name: "f" }, { type, name: "x" }] });
    assert.match(refusal ?? "", /^'tools\[1\]' is /, type);
    assert.equal(conversation.tools.length, 1);
  }
});

test("readToolChoice() reads every choice among functions, and refuses others", () => {
  const named = (name: string) => ({ type: "function", name });
  const table: [unknown, ToolChoice | null][] = [
    [null, null],
    ["auto", { type: "auto" }],
    ["none", { type: "none" }],
    ["required", { type: "required" }],
    [named("f"), { type: "tool", name: "f" }],
    [{ type: "allowed_tools", mode: "required", tools: [named("f"), named("g")] }, {
      type: "allowed",
      names: ["f", "g"],
      required: true,
    }],
    [{ type: "allowed_tools", mode: "auto", tools: [] }, { type: "allowed", names: [], required: false }],
  ];
  for (const [choice, expected] of table) assert.deepEqual(readWhole({ tool_choice: choice }).toolChoice, expected);
  const refused: [unknown, RegExp][] = [
    ["sometimes", /^'tool_choice' must be/],
    [{ type: "web_search_preview" }, /^'tool_choice' must be/],
    [{ type: "custom", name: "sql" }, /^'tool_choice' must be/],
    [{ type: "mcp", server_label: "s" }, /^'tool_choice' must be/],
    [{ type: "allowed_tools", mode: "auto", tools: [{ type: "mcp", server_label: "s" }] }, /^'tool_choice.tools\[0\]'/],
  ];
  for (const [choice, expected] of refused) assert.match(read({ tool_choice: choice }).refusal ?? "", expected);
});
