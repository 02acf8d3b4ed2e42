import assert from "node:assert/strict";
import type Anthropic from "@anthropic-ai/sdk";
import fc from "fast-check";
import { test } from "../../../testing/test.ts";
import type { AnswerPart } from "../../translation/answer_part.ts";
import type { TurnPart } from "../../translation/conversation.ts";
import { TranslationNotes } from "../../translation/translation_notes.ts";
import { readConversation } from "./read_conversation.ts";
import { answerContext, answerParts } from "./testing/answer_parts.ts";
import { writeAnswer } from "./write_answer.ts";

test("an answer that its client gives back is read as what it was, with every id and signature", () => {
  fc.assert(fc.property(answerParts, (parts) => {
    const { content } = writeAnswer(parts, answerContext()) as unknown as Anthropic.Message;
    const calls = content.filter((block) => block.type === "tool_use");
    const results = calls.map(({ id }) => ({ type: "tool_result", tool_use_id: id, content: "done" }));
    const notes = new TranslationNotes();
    const { turns } = readConversation({
      model: "m",
      max_tokens: 1,
      messages: [
        // As clients keep it: through JSON.
        { role: "assistant", content: JSON.parse(JSON.stringify(content)) },
        { role: "user", content: results.length > 0 ? results : "go on" },
      ],
    }, notes);
    assert.equal(notes.refusal, null);
    assert.ok(notes.droppedFields.every((path) => path.endsWith(".citations") || path.startsWith("and ")));
    const said = turns.find((turn) => turn.role === "assistant")?.parts ?? [];
    assert.deepEqual(summaryOfTurn(said), summaryOfAnswer(parts));
    const answered = turns.at(-1)!.parts.flatMap((part) =>
      part.type === "tool_result" ? [[part.callId, part.name]] : []
    );
    assert.deepEqual(answered, parts.flatMap((part) => part.type === "tool_call" ? [[part.id, part.name]] : []));
  }));
});

/** What must come back, in order: texts as one where nothing stands between them, and each call with its arguments. */
function summaryOfAnswer(parts: readonly AnswerPart[]): unknown[] {
  const said: Said[] = [];
  for (const part of parts) {
    const last = said.at(-1);
    if (part.type === "text") {
      if (last?.type === "text") last.text += part.text;
      else said.push({ type: "text", text: part.text });
    } else if (part.type === "thinking") {
      if (last?.type === "thinking" && last.signature === null) last.text += part.text;
      else said.push({ type: "thinking", text: part.text, signature: null });
    } else if (part.type === "signature") {
      if (last?.type === "thinking" && last.signature === null) last.signature = part.signature;
      else said.push({ type: "thinking", text: "", signature: part.signature });
    } else if (part.type === "redacted_thinking") {
      said.push({ type: part.type, data: part.data });
    } else if (part.type === "tool_call") {
      const { id, name, signature, call } = part;
      const json = parts.flatMap((piece) => piece.type === "tool_arguments" && piece.call === call ? piece.json : []);
      said.push({ type: "tool_call", id, name, signature, input: JSON.parse(json.join("")) });
    }
  }
  return said;
}

// deno-lint-ignore no-explicit-any -- a summary is only compared
type Said = any;

function summaryOfTurn(parts: readonly TurnPart[]): unknown[] {
  const said: Said[] = [];
  for (const part of parts) {
    const { path: _path, ...rest } = part as Said;
    if (part.type === "text" && said.at(-1)?.type === "text") said.at(-1).text += part.text;
    else if (part.type !== "tool_call") said.push(rest);
    else {
      const { arguments: json, ...call } = rest;
      said.push({ ...call, input: JSON.parse(json) });
    }
  }
  return said;
}
