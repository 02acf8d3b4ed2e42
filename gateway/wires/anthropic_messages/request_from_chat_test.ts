import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { chatCall } from "../testing/chat_call.ts";
import type { MessagesRequest } from "./conversation_to_request.ts";
import { anthropicRequest } from "./request.ts";

const user = { role: "user", content: "hi" };
const tool = { type: "function", function: { name: "look", parameters: { type: "object", properties: {} } } };
const otherTool = { type: "function", function: { name: "listen", description: "Hears", strict: true } };

function translate(body: Record<string, unknown>, model = "claude-sonnet-4-5") {
  return anthropicRequest(chatCall({ model: "asked", messages: [user], ...body }, { model }));
}

function request(body: Record<string, unknown>, model?: string): MessagesRequest {
  const translated = translate(body, model);
  assert.ok(translated.state === "ready", JSON.stringify(translated));
  return JSON.parse(new TextDecoder().decode(translated.body));
}

function dropped(body: Record<string, unknown>, model?: string): string[] {
  const translated = translate(body, model);
  assert.ok(translated.state === "ready", JSON.stringify(translated));
  return translated.droppedFields;
}

function refusal(body: Record<string, unknown>): string {
  const translated = translate(body);
  assert.ok(translated.state === "refused", JSON.stringify(translated));
  return translated.detail;
}

test("anthropicRequest() of a chat completions request says the least that must be said", () => {
  assert.deepEqual(request({}), {
    model: "claude-sonnet-4-5",
    max_tokens: 64_000,
    messages: [{ role: "user", content: [{ type: "text", text: "hi" }] }],
  });
  assert.deepEqual(dropped({}), []);
});

test("anthropicRequest() of a chat completions request puts system and developer messages to the front", () => {
  const { system, messages } = request({
    messages: [
      { role: "system", content: "one" },
      user,
      { role: "developer", content: [{ type: "text", text: "two", cache_control: { type: "ephemeral" } }] },
      { role: "system", content: "" },
    ],
  });
  assert.deepEqual(system, [
    { type: "text", text: "one" },
    { type: "text", text: "two", cache_control: { type: "ephemeral" } },
  ]);
  assert.equal(messages.length, 1);
});

test("anthropicRequest() of a chat completions request asks instructions alone as the user", () => {
  const { system, messages } = request({ messages: [{ role: "system", content: "Say something." }] });
  assert.deepEqual([system, messages], [undefined, [{
    role: "user",
    content: [{ type: "text", text: "Say something." }],
  }]]);
});

test("anthropicRequest() of a chat completions request translates images and documents", () => {
  const { messages } = request({
    messages: [{
      role: "user",
      content: [
        { type: "text", text: "See" },
        { type: "image_url", image_url: { url: "data:image/png;base64,aGk=", detail: "auto" } },
        { type: "image_url", image_url: { url: "https://example.org/a.jpg?x=1" } },
        { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,JVBERg==" } },
        { type: "text", text: "" },
      ],
    }],
  });
  assert.deepEqual(messages[0]?.content, [
    { type: "text", text: "See" },
    { type: "image", source: { type: "base64", media_type: "image/png", data: "aGk=" } },
    { type: "image", source: { type: "url", url: "https://example.org/a.jpg?x=1" } },
    { type: "document", source: { type: "base64", media_type: "application/pdf", data: "JVBERg==" }, title: "a.pdf" },
  ]);
});

test("anthropicRequest() of a chat completions request carries tool calls and their results, neighbours in one turn", () => {
  const call = (id: string, args: string) => ({ id, type: "function", function: { name: "look", arguments: args } });
  const { messages } = request({
    tools: [tool],
    messages: [
      user,
      { role: "assistant", content: "Looking.", tool_calls: [call("call.1:a", '{"at":1}'), call("b", "")] },
      { role: "tool", tool_call_id: "call.1:a", content: "one" },
      { role: "tool", tool_call_id: "b", content: [{ type: "text", text: "two" }] },
      { role: "user", content: "and now?" },
      { role: "user", content: "well?" },
      { role: "assistant", content: null },
      { role: "assistant", content: [{ type: "refusal", refusal: "No." }] },
      { role: "assistant", content: "But \n" },
    ],
  });
  assert.deepEqual(messages, [
    { role: "user", content: [{ type: "text", text: "hi" }] },
    {
      role: "assistant",
      content: [
        { type: "text", text: "Looking." },
        { type: "tool_use", id: "call_1_a", name: "look", input: { at: 1 } },
        { type: "tool_use", id: "b", name: "look", input: {} },
      ],
    },
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "call_1_a", content: [{ type: "text", text: "one" }] },
        { type: "tool_result", tool_use_id: "b", content: [{ type: "text", text: "two" }] },
        { type: "text", text: "and now?" },
        { type: "text", text: "well?" },
      ],
    },
    { role: "assistant", content: [{ type: "text", text: "No." }, { type: "text", text: "But" }] },
  ]);
});

test("anthropicRequest() of a chat completions request translates tools and the choice among them", () => {
  assert.deepEqual(request({ tools: [tool, otherTool] }).tools, [
    { name: "look", input_schema: { type: "object", properties: {} } },
    { name: "listen", description: "Hears", strict: true, input_schema: { type: "object", properties: {} } },
  ]);
  const allowed = (mode: string) => ({
    type: "allowed_tools",
    allowed_tools: { mode, tools: [{ type: "function", function: { name: "listen" } }] },
  });
  const table: [Record<string, unknown>, unknown, number][] = [
    [{}, undefined, 2],
    [{ tool_choice: "auto" }, { type: "auto" }, 2],
    [{ tool_choice: "none" }, { type: "none" }, 2],
    [{ tool_choice: "required" }, { type: "any" }, 2],
    [{ tool_choice: { type: "function", function: { name: "look" } } }, { type: "tool", name: "look" }, 2],
    [{ tool_choice: allowed("required") }, { type: "any" }, 1],
    [{ tool_choice: allowed("auto") }, { type: "auto" }, 1],
    [{ parallel_tool_calls: false }, { type: "auto", disable_parallel_tool_use: true }, 2],
    [{ parallel_tool_calls: true }, undefined, 2],
    [{ parallel_tool_calls: false, tool_choice: "required" }, { type: "any", disable_parallel_tool_use: true }, 2],
    [{ parallel_tool_calls: false, tool_choice: "none" }, { type: "none" }, 2],
  ];
  for (const [body, choice, count] of table) {
    const translated = request({ tools: [tool, otherTool], ...body });
    assert.deepEqual([translated.tool_choice, translated.tools?.length], [choice, count], JSON.stringify(body));
  }
  const without = request({ tool_choice: "auto", parallel_tool_calls: false });
  assert.deepEqual([without.tools, without.tool_choice], [undefined, undefined]);
});

test("anthropicRequest() of a chat completions request sends what the model takes of sampling, and reports the rest", () => {
  const both = { temperature: 1.6, top_p: 0.5 };
  const table: [string, Record<string, unknown>, unknown[], string[]][] = [
    ["claude-3-5-sonnet-20241022", both, [1, 0.5], []],
    ["claude-sonnet-4-20250514", both, [1, 0.5], []],
    ["claude-opus-4-1-20250805", both, [1, undefined], ["top_p"]],
    ["claude-haiku-4-5", { top_p: 0.5 }, [undefined, 0.5], []],
    ["claude-sonnet-4-6", { temperature: -1 }, [0, undefined], []],
    ["claude-opus-4-7", both, [undefined, undefined], ["temperature", "top_p"]],
    ["claude-sonnet-5", both, [undefined, undefined], ["temperature", "top_p"]],
    ["claude-mythos-preview", { temperature: 0.2 }, [undefined, undefined], ["temperature"]],
    ["somebody-elses", both, [1, 0.5], []],
  ];
  for (const [model, body, sent, notSent] of table) {
    const { temperature, top_p } = request(body, model);
    assert.deepEqual([temperature, top_p], sent, model);
    assert.deepEqual(dropped(body, model), notSent, model);
  }
});

test("anthropicRequest() of a chat completions request gives every model a maximum of tokens", () => {
  const table: [Record<string, unknown>, string, number][] = [
    [{ max_tokens: 10, max_completion_tokens: 20 }, "claude-sonnet-4-6", 20],
    [{ max_tokens: 10 }, "claude-sonnet-4-6", 10],
    [{}, "claude-3-haiku-20240307", 4_096],
    [{}, "claude-3-5-haiku-latest", 8_192],
    [{}, "claude-3-7-sonnet-latest", 64_000],
    [{}, "claude-opus-4-20250514", 32_000],
    [{}, "claude-opus-4-1", 32_000],
    [{}, "claude-opus-4-5", 64_000],
    [{}, "claude-fable-5", 64_000],
    [{}, "somebody-elses", 8_192],
  ];
  for (const [body, model, expected] of table) assert.equal(request(body, model).max_tokens, expected, model);
});

test("anthropicRequest() of a chat completions request turns reasoning_effort into what the model knows", () => {
  const forced = { tools: [tool], tool_choice: "required" };
  const afterTool = { messages: [user, { role: "tool", tool_call_id: "a", content: "x" }] };
  const table: [string, Record<string, unknown>, unknown, unknown, string[]][] = [
    ["claude-opus-5", { reasoning_effort: "high" }, { type: "adaptive" }, "high", []],
    ["claude-opus-4-6", { reasoning_effort: "xhigh" }, { type: "adaptive" }, "high", []],
    ["claude-opus-4-7", { reasoning_effort: "xhigh" }, { type: "adaptive" }, "xhigh", []],
    ["claude-opus-5", { reasoning_effort: "max" }, { type: "adaptive" }, "max", []],
    ["claude-opus-5", { reasoning_effort: "none" }, undefined, "low", []],
    ["claude-opus-5", { reasoning_effort: "medium", ...forced }, undefined, "medium", []],
    ["claude-sonnet-4-5", { reasoning_effort: "medium" }, { type: "enabled", budget_tokens: 32_000 }, undefined, []],
    [
      "claude-sonnet-4-5",
      { reasoning_effort: "low", max_tokens: 2_000 },
      { type: "enabled", budget_tokens: 1_024 },
      undefined,
      [],
    ],
    ["claude-sonnet-4-5", { reasoning_effort: "low", max_tokens: 1_024 }, undefined, undefined, ["reasoning_effort"]],
    ["claude-sonnet-4-5", { reasoning_effort: "low", ...forced }, undefined, undefined, ["reasoning_effort"]],
    ["claude-sonnet-4-5", { reasoning_effort: "low", ...afterTool }, undefined, undefined, ["reasoning_effort"]],
    ["claude-sonnet-4-5", { reasoning_effort: "minimal" }, undefined, undefined, []],
    [
      "claude-sonnet-4-5",
      { reasoning_effort: "low", temperature: 0 },
      { type: "enabled", budget_tokens: 12_800 },
      undefined,
      ["temperature"],
    ],
    ["claude-3-5-haiku-latest", { reasoning_effort: "high" }, undefined, undefined, ["reasoning_effort"]],
  ];
  for (const [model, body, thinking, effort, notSent] of table) {
    const translated = request(body, model);
    assert.deepEqual(
      [translated.thinking, translated.output_config?.effort],
      [thinking, effort],
      `${model} ${JSON.stringify(body)}`,
    );
    assert.deepEqual(dropped(body, model), notSent, model);
    if (translated.thinking?.type === "enabled") assert.ok(translated.thinking.budget_tokens < translated.max_tokens);
  }
});

test("anthropicRequest() of a chat completions request translates response formats", () => {
  const schema = { type: "object", properties: { a: { type: "string" } }, additionalProperties: false };
  const strict = request({
    response_format: { type: "json_schema", json_schema: { name: "x", strict: true, schema } },
  });
  assert.deepEqual(strict.output_config, { format: { type: "json_schema", schema } });
  assert.equal(strict.tools, undefined);
  assert.equal(request({ response_format: { type: "text" } }).output_config, undefined);
  const loose = request({ response_format: { type: "json_object" } });
  assert.match(JSON.stringify(loose.system), /one valid JSON object/);
  assert.deepEqual(dropped({ response_format: { type: "json_object" } }), ["response_format"]);
});

test("anthropicRequest() of a chat completions request translates the smaller fields", () => {
  assert.deepEqual(request({ stop: "END" }).stop_sequences, ["END"]);
  assert.deepEqual(request({ stop: ["a", "\n", "b"] }).stop_sequences, ["a", "b"]);
  assert.deepEqual(dropped({ stop: ["a", "\n"] }), ["stop[1]"]);
  assert.equal(request({ stop: null }).stop_sequences, undefined);
  assert.deepEqual(request({ user: "u" }).metadata, { user_id: "u" });
  assert.deepEqual(request({ user: "u", safety_identifier: "s" }).metadata, { user_id: "s" });
  assert.equal(request({ service_tier: "default" }).service_tier, "standard_only");
  assert.equal(request({ service_tier: "priority" }).service_tier, "auto");
  assert.deepEqual(dropped({ service_tier: "flex" }), ["service_tier"]);
  assert.equal(request({ stream: true }).stream, true);
});

test("anthropicRequest() of a chat completions request reports what it drops, but not what asks for nothing", () => {
  assert.deepEqual(
    dropped({
      logit_bias: { "50256": -100 },
      seed: 7,
      logprobs: true,
      top_logprobs: 2,
      presence_penalty: 0.5,
      frequency_penalty: -0.5,
      store: true,
      metadata: { a: "b" },
      made_up: 1,
      messages: [{ ...user, name: "Ada" }, { role: "assistant", content: "x", reasoning_content: "y" }],
    }).sort(),
    [
      "frequency_penalty",
      "logit_bias",
      "logprobs",
      "made_up",
      "messages[0].name",
      "messages[1].reasoning_content",
      "metadata",
      "presence_penalty",
      "seed",
      "store",
      "top_logprobs",
    ],
  );
  const nothing = {
    logit_bias: {},
    seed: null,
    logprobs: false,
    presence_penalty: 0,
    store: false,
    n: 1,
    modalities: ["text"],
  };
  assert.deepEqual(dropped(nothing), []);
  const many = dropped({ messages: Array.from({ length: 50 }, () => ({ ...user, name: "Ada" })) });
  assert.deepEqual([many.length, many.at(-1)], [32, "and 19 more"]);
});

test("anthropicRequest() of a chat completions request refuses what cannot be said, and names it", () => {
  const part = (value: unknown) => ({ messages: [{ role: "user", content: [value] }] });
  const called = { id: "a", type: "function", function: { name: "look", arguments: "[1]" } };
  const table: [Record<string, unknown>, string][] = [
    [{ n: 2 }, "'n'"],
    [{ functions: [{ name: "x" }] }, "'functions'"],
    [{ modalities: ["text", "audio"] }, "'modalities'"],
    [{ messages: [{ role: "function", name: "x", content: "" }] }, "'messages[0].role'"],
    [part({ type: "input_audio", input_audio: { data: "aGk=", format: "wav" } }), "'messages[0].content[0]'"],
    [
      part({ type: "image_url", image_url: { url: "data:image/tiff;base64,aGk=" } }),
      "'messages[0].content[0].image_url'",
    ],
    [part({ type: "image_url", image_url: {} }), "'messages[0].content[0].image_url.url'"],
    [part({ type: "file", file: { file_id: "file-1" } }), "'messages[0].content[0].file'"],
    [part({ type: "video" }), "'messages[0].content[0].type'"],
    [part("text"), "'messages[0].content[0]'"],
    [{ messages: [{ role: "user", content: 7 }] }, "'messages[0].content'"],
    [
      { messages: [{ role: "system", content: [{ type: "image_url", image_url: { url: "https://a/b" } }] }] },
      "'messages[0].content'",
    ],
    [{ messages: [{ role: "assistant", tool_calls: [called] }] }, "'messages[0].tool_calls[0].function.arguments'"],
    [
      { messages: [{ role: "assistant", tool_calls: [{ id: "a", type: "custom", custom: {} }] }] },
      "'messages[0].tool_calls[0]'",
    ],
    [{ messages: [{ role: "tool", content: "x" }] }, "'messages[0].tool_call_id'"],
    [{ tools: [{ type: "custom", custom: { name: "x" } }] }, "'tools[0]'"],
    [{ tools: [tool], tool_choice: "sometimes" }, "'tool_choice'"],
    [{ reasoning_effort: "huge" }, "'reasoning_effort'"],
    [{ response_format: { type: "json_schema", json_schema: {} } }, "'response_format.json_schema.schema'"],
    [{ response_format: { type: "grammar" } }, "'response_format.type'"],
  ];
  for (const [body, path] of table) {
    assert.ok(refusal(body).startsWith(path), `${refusal(body)} should be about ${path}`);
  }
});

test("anthropicRequest() of a chat completions request does not change the request: other targets may be tried with it", () => {
  const body = { messages: [user, { role: "assistant", content: "x " }], tools: [tool], made_up: { a: [1] } };
  const before = JSON.stringify(body);
  translate(body);
  assert.equal(JSON.stringify(body), before);
});
