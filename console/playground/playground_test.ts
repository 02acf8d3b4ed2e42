import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { type Conversation, NEW_ANSWER, newConversation, withAnswerAt } from "./conversation.ts";
import { parseConversation } from "./parse_conversation.ts";
import { applyChunk } from "./read_answer.ts";
import { requestBody, settingsProblems } from "./request_body.ts";

const answered = (text: string) => ({ ...NEW_ANSWER, model: "chat", text, state: "done" as const });
const CONVERSATION: Conversation = {
  settings: {
    ...newConversation("chat").settings,
    models: ["chat", "openai/gpt-5"],
    system: "Be brief.",
    temperature: "0.5",
  },
  turns: [
    { prompt: "Hello", answers: [answered("Hi"), { ...answered(""), state: "failed" }] },
    { prompt: "And now?", answers: [answered(""), answered("")] },
  ],
};

test("requestBody() gives each column the conversation that it has seen", () => {
  assert.deepEqual(requestBody(CONVERSATION, 0), {
    model: "chat",
    stream: true,
    stream_options: { include_usage: true },
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hello" },
      { role: "assistant", content: "Hi" },
      { role: "user", content: "And now?" },
    ],
    temperature: 0.5,
  });
  const other = requestBody(CONVERSATION, 1);
  assert.equal(other["model"], "openai/gpt-5");
  assert.deepEqual((other["messages"] as { role: string }[]).map(({ role }) => role), ["system", "user", "user"]);
});

test("settingsProblems() holds fields against what requests take", () => {
  const { settings } = CONVERSATION;
  assert.deepEqual(settingsProblems(settings), {});
  assert.deepEqual(settingsProblems({ ...settings, tools: '[{"type":"function"}]', maxTokens: "10", topP: ".9" }), {});
  const wrong = { ...settings, models: [" "], temperature: "3", topP: "x", maxTokens: "0", tools: "{}" };
  assert.deepEqual(Object.keys(settingsProblems(wrong)), ["model", "temperature", "topP", "maxTokens", "tools"]);
});

test("parseConversation() takes what was kept, with what streamed then as stopped", () => {
  const streaming = withAnswerAt(
    CONVERSATION,
    { turn: 1, column: 1 },
    (answer) => ({ ...answer, state: "streaming", text: "Half" }),
  );
  const read = parseConversation(JSON.stringify(streaming));
  assert.equal(read?.turns[1]?.answers[1]?.state, "stopped");
  assert.deepEqual(read?.turns[0], CONVERSATION.turns[0]);
  for (const text of [null, "", "{", '{"turns":[]}']) assert.equal(parseConversation(text), null);
});

test("applyChunk() gathers text and tool calls, and keeps what it does not know from breaking it", () => {
  const chunks = [
    { choices: [{ delta: { role: "assistant", content: "" } }] },
    { choices: [{ delta: { content: "Hel" } }] },
    { choices: [{ delta: { content: "lo" } }] },
    { choices: [{ delta: { tool_calls: [{ index: 0, function: { name: "look_up", arguments: '{"a"' } }] } }] },
    { choices: [{ delta: { tool_calls: [{ index: 0, function: { arguments: ":1}" } }] } }] },
    { choices: [], usage: { total_tokens: 3 } },
    "nonsense",
  ];
  const gathered = chunks.reduce((answer, chunk) => applyChunk(answer, chunk), { ...NEW_ANSWER, model: "chat" });
  assert.equal(gathered.text, "Hello");
  assert.deepEqual(gathered.toolCalls, [{ name: "look_up", arguments: '{"a":1}' }]);
  const failed = applyChunk(gathered, { error: { message: "upstream went away" } });
  assert.deepEqual([failed.state, failed.problem, failed.text], ["failed", "upstream went away", "Hello"]);
});
