import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { TurnPart } from "../../translation/conversation.ts";
import { sealSignature, signCallId } from "../../translation/signature.ts";
import { partsOf, readWhole } from "./testing/read_request.ts";

type Body = Record<string, unknown>;

const at = "messages[0].content[0]";
const ephemeral = { type: "ephemeral" };

test("readMessages() reads what the user says", () => {
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

test("readMessages() reads calls, their results and the tools' names", () => {
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

test("readMessages() knows whose thinking it is", () => {
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
