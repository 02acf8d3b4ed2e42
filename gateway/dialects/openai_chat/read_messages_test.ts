import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { signCallId } from "../../translation/signature.ts";
import { TranslationNotes } from "../../translation/translation_notes.ts";
import { readMessages } from "./read_messages.ts";

const user = { role: "user", content: "hi" };

function read(...messages: Record<string, unknown>[]) {
  const notes = new TranslationNotes();
  const { system, turns } = readMessages(messages, notes);
  assert.equal(notes.refusal, null);
  return { system, turns, dropped: notes.droppedFields };
}

/** The parts of the only turn that a message makes. */
function parts(message: Record<string, unknown>) {
  return read(message).turns[0]?.parts;
}

test("readMessages() puts system and developer messages apart, wherever they stood", () => {
  const mark = { type: "ephemeral" };
  const { system, turns } = read(
    { role: "system", content: "one" },
    user,
    { role: "developer", content: [{ type: "text", text: "two", cache_control: mark }] },
    { role: "system", content: "" },
    { role: "system", content: "three", cache_control: mark },
  );
  assert.deepEqual(system, [
    { type: "text", text: "one", path: "messages[0].content" },
    { type: "text", text: "two", path: "messages[2].content[0]", cacheControl: mark },
    { type: "text", text: "three", path: "messages[4].content", cacheControl: mark },
  ]);
  assert.equal(turns.length, 1);
});

test("readMessages() reads every kind of content", () => {
  const at = "messages[0].content";
  const source = (mediaType: string, data = "aGk=") => ({ type: "base64", mediaType, data });
  const table: [Record<string, unknown>, unknown][] = [
    [{ type: "text", text: "See" }, { type: "text", text: "See", path: `${at}[0]` }],
    [
      { type: "image_url", image_url: { url: "data:image/png;base64,aGk=", detail: "low" } },
      { type: "image", source: source("image/png"), detail: "low", path: `${at}[0].image_url` },
    ],
    [
      { type: "image_url", image_url: { url: "data:IMAGE/JPG;base64,aGk=" } },
      { type: "image", source: source("image/jpeg"), detail: null, path: `${at}[0].image_url` },
    ],
    [
      { type: "image_url", image_url: "https://example.org/a.jpg?x=1" },
      {
        type: "image",
        source: { type: "url", url: "https://example.org/a.jpg?x=1", mediaType: null },
        detail: null,
        path: `${at}[0].image_url`,
      },
    ],
    [
      { type: "file", file: { filename: "a.txt", file_data: "data:text/plain;charset=utf-8;base64,aGk=" } },
      { type: "document", source: source("text/plain"), title: "a.txt", citations: false, path: `${at}[0].file` },
    ],
    [
      { type: "file", file: { file_data: "JVBERg==" } },
      {
        type: "document",
        source: source("application/pdf", "JVBERg=="),
        title: null,
        citations: false,
        path: `${at}[0].file`,
      },
    ],
    [
      { type: "file", file: { file_id: "file-1" } },
      {
        type: "document",
        source: { type: "file_id", id: "file-1" },
        title: null,
        citations: false,
        path: `${at}[0].file`,
      },
    ],
    [
      { type: "input_audio", input_audio: { data: "aGk=", format: "wav" } },
      { type: "audio", data: "aGk=", format: "wav", path: `${at}[0]` },
    ],
  ];
  for (const [part, expected] of table) {
    assert.deepEqual(parts({ role: "user", content: [part, { type: "text", text: "" }] }), [expected]);
  }
});

test("readMessages() reads calls and their results, each result with its tool's name", () => {
  const signature = { by: "gemini" as const, value: "thought" };
  const call = (id: string, name: string, args: string) => ({
    id,
    type: "function",
    function: { name, arguments: args },
  });
  const signed = signCallId("call.1:a", signature);
  const { turns } = read(
    user,
    {
      role: "assistant",
      content: "Looking.",
      tool_calls: [call(signed, "look", '{"at": 1}'), call("b", "list", " ")],
    },
    { role: "tool", tool_call_id: signed, content: "one" },
    { role: "tool", tool_call_id: "b", content: [{ type: "text", text: "two" }], name: "wrong" },
    { role: "tool", tool_call_id: "c", content: "", name: "given" },
    { role: "assistant", content: null },
    { role: "assistant", content: [{ type: "refusal", refusal: "No." }], refusal: "Never." },
  );
  const at = "messages[1].tool_calls";
  const result = { type: "tool_result", isError: false };
  assert.deepEqual(turns.slice(1), [
    {
      role: "assistant",
      parts: [
        { type: "text", text: "Looking.", path: "messages[1].content" },
        { type: "tool_call", id: "call.1:a", name: "look", arguments: '{"at": 1}', signature, path: `${at}[0]` },
        { type: "tool_call", id: "b", name: "list", arguments: "{}", signature: null, path: `${at}[1]` },
      ],
    },
    {
      role: "user",
      parts: [{
        ...result,
        callId: "call.1:a",
        name: "look",
        parts: [{ type: "text", text: "one", path: "messages[2].content" }],
        path: "messages[2]",
      }],
    },
    {
      role: "user",
      parts: [{
        ...result,
        callId: "b",
        name: "list",
        parts: [{ type: "text", text: "two", path: "messages[3].content[0]" }],
        path: "messages[3]",
      }],
    },
    { role: "user", parts: [{ ...result, callId: "c", name: "given", parts: [], path: "messages[4]" }] },
    {
      role: "assistant",
      parts: [
        { type: "refusal", text: "No.", path: "messages[6].content[0]" },
        { type: "refusal", text: "Never.", path: "messages[6].refusal" },
      ],
    },
  ]);
});

test("readMessages() reads thinking with the signatures of whoever wrote it", () => {
  const path = "messages[0].reasoning_details[0]";
  const claude = { by: "anthropic", value: "s" };
  const text = { type: "reasoning.text", text: "hm", signature: "s" };
  const encrypted = { type: "reasoning.encrypted", data: "s" };
  const table: [Record<string, unknown>, unknown[]][] = [
    [{ reasoning_content: "hm", reasoning: "hm" }, [
      { type: "thinking", text: "hm", signature: null, path: "messages[0].reasoning_content" },
    ]],
    [{ reasoning: "hm" }, [{ type: "thinking", text: "hm", signature: null, path: "messages[0].reasoning" }]],
    [{ reasoning_content: "hm", reasoning_details: [{ ...text, format: "anthropic-claude-v1" }] }, [
      { type: "thinking", text: "hm", signature: claude, path },
    ]],
    [{ reasoning_details: [text] }, [{ type: "thinking", text: "hm", signature: claude, path }]],
    [{ reasoning_details: [{ type: "reasoning.text", text: "hm", format: "xai-responses-v1" }] }, [
      { type: "thinking", text: "hm", signature: null, path },
    ]],
    [{ reasoning_details: [{ ...text, text: "", format: "google-gemini-v1" }] }, [
      { type: "thinking", text: "", signature: { by: "gemini", value: "s" }, path },
    ]],
    [{ reasoning_details: [{ ...encrypted, format: "anthropic-claude-v1" }] }, [
      { type: "redacted_thinking", data: claude, path },
    ]],
    [{ reasoning_details: [{ ...encrypted, format: "google-gemini-v1" }] }, [
      { type: "thinking", text: "", signature: { by: "gemini", value: "s" }, path },
    ]],
    [{ reasoning_details: [{ ...encrypted, format: "openai-responses-v1" }] }, [
      { type: "redacted_thinking", data: { by: "openai", value: "s" }, path },
    ]],
    [
      {
        reasoning_details: [
          { type: "reasoning.summary", summary: "hm", format: "openai-responses-v1" },
          { ...encrypted, format: "openai-responses-v1" },
        ],
      },
      [{ type: "thinking", text: "hm", signature: { by: "openai", value: "s" }, path }],
    ],
  ];
  for (const [fields, expected] of table) {
    const message = { role: "assistant", content: "x", ...fields };
    assert.deepEqual(parts(message)?.slice(0, -1), expected, JSON.stringify(fields));
    assert.deepEqual(read(message).dropped, [], JSON.stringify(fields));
  }
});

test("readMessages() gives a call the signature that a detail names it for", () => {
  const [call] = parts({
    role: "assistant",
    tool_calls: [{ id: "a", type: "function", function: { name: "look", arguments: "{}" } }],
    reasoning_details: [{ type: "reasoning.encrypted", data: "s", id: "a", format: "google-gemini-v1" }],
  })!;
  assert.ok(call?.type === "tool_call");
  assert.deepEqual(call.signature, { by: "gemini", value: "s" });
});
