import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { Signature, ToolResultPart, Turn, TurnPart } from "../../translation/conversation.ts";
import { TranslationNotes } from "../../translation/translation_notes.ts";
import { assistantTurn, userTurn } from "../testing/conversation.ts";
import type { ProviderCall } from "../wire.ts";
import { geminiContents } from "./contents.ts";
import type { GeminiContent } from "./gemini_api.ts";
import { geminiModel } from "./gemini_model.ts";

function write(
  turns: Turn[],
  { model = "gemini-2.5-flash", dialect = "openai_chat" }: { model?: string; dialect?: ProviderCall["dialect"] } = {},
): { contents: GeminiContent[]; dropped: string[]; refusal: string | null } {
  const notes = new TranslationNotes();
  const contents = geminiContents({ turns }, { call: { dialect, body: {} }, model: geminiModel(model), notes });
  return { contents, dropped: notes.droppedFields, refusal: notes.refusal };
}

const signed = (value: string): Signature => ({ by: "gemini", value });

function call(id: string, name: string, signature: Signature | null = null, json = "{}"): TurnPart {
  return { type: "tool_call", id, name, arguments: json, signature, path: `calls.${id}` };
}

function result(callId: string, more: Partial<ToolResultPart> = {}): ToolResultPart {
  const parts = more.parts ?? [{ type: "text", text: `of ${callId}`, path: "t" }];
  return { type: "tool_result", callId, name: null, isError: false, path: `results.${callId}`, ...more, parts };
}

test("geminiContents() puts the results of calls made at once together, in front, with their tools' names", () => {
  const { contents } = write([
    assistantTurn(call("a", "f", signed("S"), '{"x":1}'), call("b", "g")),
    userTurn({ type: "text", text: "go on", path: "p" }),
    userTurn(result("a")),
    userTurn(result("b", { isError: true })),
  ]);
  assert.deepEqual(contents, [
    {
      role: "model",
      parts: [
        { functionCall: { id: "a", name: "f", args: { x: 1 } }, thoughtSignature: "S" },
        { functionCall: { id: "b", name: "g", args: {} } },
      ],
    },
    {
      role: "user",
      parts: [
        { functionResponse: { id: "a", name: "f", response: { output: "of a" } } },
        { functionResponse: { id: "b", name: "g", response: { error: "of b" } } },
        { text: "go on" },
      ],
    },
  ]);
});

test("geminiContents() refuses what Gemini cannot be told", () => {
  const table: [TurnPart, RegExp][] = [
    [result("gone"), /^'results\.gone' must answer a call/],
    [call("a", "f", null, "[1]"), /^'calls\.a' must call its tool with a JSON object/],
    [{ type: "image", source: { type: "file_id", id: "file-1" }, detail: null, path: "i" }, /^'i' is a file/],
    [
      {
        type: "image",
        source: { type: "url", url: "http://x.example/a.png", mediaType: null },
        detail: null,
        path: "i",
      },
      /^'i' must be an https address/,
    ],
  ];
  for (const [part, expected] of table) assert.match(write([userTurn(part)]).refusal ?? "", expected);
  const image: TurnPart = {
    type: "image",
    source: { type: "url", url: "https://x.example/a.png", mediaType: null },
    detail: null,
    path: "i",
  };
  const { refusal } = write([assistantTurn(call("a", "f")), userTurn(result("a", { parts: [image] }))]);
  assert.match(refusal ?? "", /^'i' must hold its bytes/);
});

test("geminiContents() signs the first call of a turn with the documented stand-in where Gemini demands a signature", () => {
  const model = "gemini-3-pro-preview";
  const foreign = call("a", "f", { by: "anthropic", value: "theirs" });
  const signatures = (contents: GeminiContent[]) =>
    contents.map(({ parts }) => parts.map((one) => one.thoughtSignature));
  const unsigned = write([assistantTurn(foreign, call("b", "g")), assistantTurn(call("c", "f"))], { model });
  assert.deepEqual(signatures(unsigned.contents), [["skip_thought_signature_validator", undefined, undefined]]);
  assert.deepEqual(unsigned.dropped, []);
  const own = write([assistantTurn(call("a", "f", signed("S")), call("b", "g"))], { model });
  assert.deepEqual(signatures(own.contents), [["S", undefined]]);
  assert.deepEqual(signatures(write([assistantTurn(foreign)]).contents), [[undefined]]);
});

test("geminiContents() gives back thinking that Gemini signed, and reports any other", () => {
  const { contents, dropped } = write([assistantTurn(
    { type: "thinking", text: "hm", signature: signed("A"), path: "own" },
    { type: "thinking", text: "", signature: signed("B"), path: "hidden" },
    { type: "redacted_thinking", data: signed("C"), path: "redacted" },
    { type: "thinking", text: "hm", signature: null, path: "unsigned" },
    { type: "thinking", text: "hm", signature: { by: "anthropic", value: "theirs" }, path: "foreign" },
    { type: "redacted_thinking", data: { by: "openai", value: "theirs" }, path: "foreign.redacted" },
    { type: "refusal", text: "No.", path: "r" },
  )]);
  assert.deepEqual(contents[0]!.parts, [
    { text: "hm", thought: true, thoughtSignature: "A" },
    { text: "", thoughtSignature: "B" },
    { text: "", thoughtSignature: "C" },
    { text: "No." },
  ]);
  assert.deepEqual(dropped, ["unsigned", "foreign", "foreign.redacted"]);
});

test("geminiContents() passes images, documents and audio as bytes, and https addresses as such", () => {
  const { contents, dropped } = write([userTurn(
    { type: "image", source: { type: "base64", mediaType: "image/png", data: "AA==" }, detail: "high", path: "i" },
    {
      type: "image",
      source: { type: "url", url: "https://x.example/a.png", mediaType: null },
      detail: "auto",
      path: "u",
      cacheControl: {},
    },
    {
      type: "document",
      source: { type: "base64", mediaType: "application/pdf", data: "BB==" },
      title: "a.pdf",
      citations: true,
      path: "d",
    },
    { type: "document", source: { type: "text", text: "words" }, title: null, citations: false, path: "e" },
    { type: "audio", format: "wav", data: "CC==", path: "a" },
  )]);
  assert.deepEqual(contents[0]!.parts, [
    { inlineData: { mimeType: "image/png", data: "AA==" } },
    { fileData: { fileUri: "https://x.example/a.png" } },
    { inlineData: { mimeType: "application/pdf", data: "BB==" } },
    { text: "words" },
    { inlineData: { mimeType: "audio/wav", data: "CC==" } },
  ]);
  assert.deepEqual(dropped, ["i.detail", "u.cache_control", "d.citations", "d.filename"]);
});

test("geminiContents() puts what a tool gave beside text into its response from Gemini 3 on, and behind it before", () => {
  const turns = [
    assistantTurn(call("a", "f")),
    userTurn(result("a", {
      parts: [
        { type: "text", text: "one", path: "t", cacheControl: {} },
        { type: "image", source: { type: "base64", mediaType: "image/png", data: "AA==" }, detail: null, path: "i" },
        { type: "document", source: { type: "text", text: "two" }, title: "t", citations: false, path: "d" },
      ],
    })),
  ];
  const media = { inlineData: { mimeType: "image/png", data: "AA==" } };
  const response = { id: "a", name: "f", response: { output: "one\ntwo" } };
  const newer = write(turns, { model: "gemini-3-flash", dialect: "anthropic_messages" });
  assert.deepEqual(newer.contents[1]!.parts, [{ functionResponse: { ...response, parts: [media] } }]);
  assert.deepEqual(newer.dropped, ["t.cache_control", "d.title"]);
  assert.deepEqual(write(turns).contents[1]!.parts, [{ functionResponse: response }, media]);
});
