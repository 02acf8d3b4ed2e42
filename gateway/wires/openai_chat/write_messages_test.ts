import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { Conversation, Turn, TurnPart } from "../../translation/conversation.ts";
import { type Asked, dropped, hello, request, write } from "./testing/written_request.ts";

function messages(turns: Turn[], asked?: Asked) {
  return request({ turns }, asked).messages;
}

const look = { name: "look", description: null, parameters: null, strict: null, path: "tools[0]" };
const assistant = (...parts: TurnPart[]): Turn => ({ role: "assistant", parts });
const user = (...parts: TurnPart[]): Turn => ({ role: "user", parts });
const text = (said: string, path = "p"): TurnPart & { type: "text" } => ({ type: "text", text: said, path });
const call = (id: string): TurnPart => ({
  type: "tool_call",
  id,
  name: "look",
  arguments: '{"at": 1}',
  signature: { by: "gemini", value: "s" },
  path: "p",
});
const result = (callId: string, more: Partial<TurnPart & { type: "tool_result" }> = {}): TurnPart => ({
  type: "tool_result",
  callId,
  name: "look",
  parts: [text(`result of ${callId}`)],
  isError: false,
  path: "r",
  ...more,
});
const image = (path = "i"): TurnPart & { type: "image" } => ({
  type: "image",
  source: { type: "base64", mediaType: "image/png", data: "aGk=" },
  detail: null,
  path,
});

test("writeMessages() joins instructions into one message, which comes first", () => {
  const { messages } = request({ system: [text("one"), text("two")] });
  assert.deepEqual(messages, [{ role: "system", content: "one\n\ntwo" }, { role: "user", content: "hi" }]);
});

test("writeMessages() puts the results of calls directly behind them", () => {
  assert.deepEqual(
    messages([
      hello,
      assistant(text("Loo"), text("king.")),
      assistant(call("a"), call("b")),
      user(text("meanwhile"), result("b")),
      user(result("a", { parts: [] })),
      user(text("and "), text("now?")),
      assistant({ type: "refusal", text: "No.", path: "p" }),
    ]),
    [
      { role: "user", content: "hi" },
      {
        role: "assistant",
        content: "Looking.",
        tool_calls: [
          { id: "a", type: "function", function: { name: "look", arguments: '{"at": 1}' } },
          { id: "b", type: "function", function: { name: "look", arguments: '{"at": 1}' } },
        ],
      },
      { role: "tool", tool_call_id: "b", content: "result of b" },
      { role: "tool", tool_call_id: "a", content: "" },
      { role: "user", content: "meanwhile" },
      { role: "user", content: "and \n\nnow?" },
      { role: "assistant", content: null, refusal: "No." },
    ],
  );
});

test("writeMessages() shows what a tool's message cannot hold as the user's, behind all results", () => {
  const turns = [assistant(call("a"), call("b")), user(result("a", { parts: [image()] }), result("b"), text("See?"))];
  assert.deepEqual(messages(turns).slice(1), [
    { role: "tool", tool_call_id: "a", content: "The result follows as the user's message." },
    { role: "tool", tool_call_id: "b", content: "result of b" },
    {
      role: "user",
      content: [
        { type: "text", text: "Result of the call a:" },
        { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } },
      ],
    },
    { role: "user", content: "See?" },
  ]);
});

test("writeMessages() writes every kind of content", () => {
  const pdf = { type: "base64" as const, mediaType: "application/pdf", data: "JVBERg==" };
  const document = { type: "document" as const, title: "a", citations: false, path: "d" };
  const table: [TurnPart, unknown][] = [
    [image(), { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } }],
    [
      { ...image(), source: { type: "url", url: "https://a/b", mediaType: null }, detail: "low" },
      { type: "image_url", image_url: { url: "https://a/b", detail: "low" } },
    ],
    [
      { ...document, source: pdf },
      { type: "file", file: { filename: "a", file_data: "data:application/pdf;base64,JVBERg==" } },
    ],
    [
      { ...document, title: null, source: pdf },
      { type: "file", file: { filename: "document.pdf", file_data: "data:application/pdf;base64,JVBERg==" } },
    ],
    [{ ...document, source: { type: "file_id", id: "file-1" } }, { type: "file", file: { file_id: "file-1" } }],
    [
      { type: "audio", format: "wav", data: "aGk=", path: "p" },
      { type: "input_audio", input_audio: { data: "aGk=", format: "wav" } },
    ],
  ];
  for (const [part, expected] of table) {
    assert.deepEqual(messages([user(text("See"), part)])[0]?.content, [{ type: "text", text: "See" }, expected]);
  }
  const written = { ...document, source: { type: "text" as const, text: "Grüße" } };
  const encoded = {
    ...document,
    title: null,
    source: { type: "base64" as const, mediaType: "text/plain", data: "R3LDvMOfZQ==" },
  };
  assert.equal(messages([user(written)])[0]?.content, "a\n\nGrüße");
  assert.equal(messages([user(text("See"), encoded)], { preset: "groq" })[0]?.content, "See\n\nGrüße");
});

test("writeMessages() gives thinking back where a server wants it, and reports what it drops", () => {
  const thinking = (path: string, by?: "anthropic"): TurnPart => ({
    type: "thinking",
    text: `thought ${path}.`,
    signature: by === undefined ? null : { by, value: "s" },
    path,
  });
  const redacted: TurnPart = { type: "redacted_thinking", data: { by: "anthropic", value: "s" }, path: "redacted" };
  const turns = [
    assistant(thinking("a"), thinking("b"), thinking("c", "anthropic"), redacted, call("x")),
    user(result("x")),
    assistant(thinking("d"), text("Done.")),
    user(text("more")),
    assistant(thinking("e")),
    assistant(call("y")),
    user(result("y")),
    assistant(call("z")),
  ];
  const all = ["a", "b", "c", "d", "e"];
  const table: [Asked, unknown[], string[]][] = [
    [{}, [undefined, undefined, undefined, undefined], ["redacted", ...all]],
    [{ preset: "groq" }, [undefined, undefined, undefined, undefined], ["redacted", ...all]],
    [{ preset: "vllm" }, ["thought a.thought b.", undefined, "thought e.", undefined], ["redacted", "c", "d"]],
    [{ preset: "deepseek" }, ["thought a.thought b.", undefined, "thought e.", ""], ["redacted", "c", "d"]],
    [{ preset: "moonshot" }, ["thought a.thought b.", undefined, "thought e.", " "], ["redacted", "c", "d"]],
  ];
  for (const [asked, reasoning, notSent] of table) {
    const { request, notes } = write({ turns }, asked);
    const said = request.messages.filter((message) => message.role === "assistant");
    assert.deepEqual(said.map((message) => (message as { reasoning_content?: string }).reasoning_content), reasoning);
    assert.deepEqual(notes.droppedFields, notSent, JSON.stringify(asked));
  }
  assert.deepEqual(messages([hello, assistant(thinking("a"))]), [{ role: "user", content: "hi" }]);
});

test("writeMessages() says a refusal as text where there is no field for it", () => {
  const turns = [assistant(text("Well. "), { type: "refusal", text: "No.", path: "p" })];
  assert.deepEqual(messages(turns), [{ role: "assistant", content: "Well. ", refusal: "No." }]);
  assert.deepEqual(messages(turns, { preset: "groq" }), [{ role: "assistant", content: "Well. No." }]);
});

test("writeMessages() reports marks that only Anthropic has", () => {
  const cacheControl = { type: "ephemeral" };
  assert.deepEqual(
    dropped({
      system: [{ ...text("x", "system[0]"), cacheControl }],
      tools: [{ ...look, cacheControl }],
      turns: [
        user({ ...text("x", "messages[0].content[0]"), cacheControl }),
        assistant({ ...text("x", "messages[1].content[0]"), cacheControl }),
        user(result("a", { path: "messages[2].content[0]", cacheControl, isError: true })),
        user({
          type: "document",
          source: { type: "text", text: "x" },
          title: null,
          citations: true,
          path: "messages[3].content[0]",
        }),
      ],
    }),
    [
      "system[0].cache_control",
      "messages[0].content[0].cache_control",
      "messages[1].content[0].cache_control",
      "messages[2].content[0].is_error",
      "messages[2].content[0].cache_control",
      "messages[3].content[0].citations",
      "tools[0].cache_control",
    ],
  );
});

test("writeMessages() refuses what the dialect or the server cannot say", () => {
  const document = { type: "document" as const, title: null, citations: false, path: "d" };
  const pdf = { type: "base64" as const, mediaType: "application/pdf", data: "JVBERg==" };
  const table: [Partial<Conversation>, Asked, string][] = [
    [{ turns: [user({ ...image(), source: { type: "file_id", id: "x" } })] }, {}, "'i'"],
    [{ turns: [user({ ...document, source: { type: "file_id", id: "file_011x" } })] }, {}, "'d'"],
    [{ turns: [user({ ...document, source: { type: "url", url: "https://a/b", mediaType: null } })] }, {}, "'d'"],
    [{ turns: [user({ ...document, source: pdf })] }, { preset: "groq" }, "'d'"],
    [{ turns: [user(call("a"))] }, {}, "'p'"],
    [{ turns: [assistant(image())] }, {}, "'i'"],
  ];
  for (const [more, asked, start] of table) {
    const { refusal } = write(more, asked).notes;
    assert.ok(refusal?.startsWith(start), `${refusal} should be about ${start}`);
  }
});
