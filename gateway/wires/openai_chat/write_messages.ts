import type OpenAI from "openai";
import type { Conversation, ToolResultPart, Turn, TurnPart } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import type { ServerTraits } from "./server_traits.ts";
import { assistantMessage } from "./write_assistant.ts";
import { joinTexts, type UserPart, writeContent } from "./write_content.ts";

export type ChatMessage = OpenAI.ChatCompletionMessageParam;

/**
 * Writes the messages. Instructions go first, as `system`, which OpenAI reads as `developer` where a model wants that.
 * Neighbouring turns of the assistant become one message, and the results that answer its calls follow it before
 * anything else that the user says, since every server demands both.
 */
export function writeMessages(
  { system, turns }: Conversation,
  traits: ServerTraits,
  notes: TranslationNotes,
): ChatMessage[] {
  const messages: ChatMessage[] = [];
  if (system.length > 0) messages.push({ role: "system", content: joinTexts(system, notes) });
  for (const run of runs(turns)) {
    const written = run.role === "assistant"
      ? assistantMessage(run.turns.flatMap((turn) => turn.parts), traits, notes)
      : userMessages(run.turns, traits, notes);
    messages.push(...written);
  }
  return messages;
}

/** Turns in order, neighbours of one role together. */
function runs(turns: readonly Turn[]): { role: Turn["role"]; turns: Turn[] }[] {
  const all: { role: Turn["role"]; turns: Turn[] }[] = [];
  for (const turn of turns) {
    const last = all.at(-1);
    if (last?.role === turn.role) last.turns.push(turn);
    else all.push({ role: turn.role, turns: [turn] });
  }
  return all;
}

function userMessages(turns: readonly Turn[], traits: ServerTraits, notes: TranslationNotes): ChatMessage[] {
  const results: ChatMessage[] = [];
  const seen: UserPart[] = [];
  for (const part of turns.flatMap((turn) => turn.parts)) {
    if (part.type === "tool_result") results.push(resultMessage(part, seen, notes));
  }
  const said = turns.map((turn) => turn.parts.filter((part) => isUserPart(part, notes)) as UserPart[]);
  return [...results, ...[seen, ...said].flatMap((parts) => userMessage(parts, traits, notes))];
}

function userMessage(parts: readonly UserPart[], traits: ServerTraits, notes: TranslationNotes): ChatMessage[] {
  const content = writeContent(parts, traits, notes);
  return content === null ? [] : [{ role: "user", content }];
}

/** A tool's message holds text alone: what else there is to see is added to `seen`, for the user to show. */
function resultMessage(result: ToolResultPart, seen: UserPart[], notes: TranslationNotes): ChatMessage {
  const { path, callId } = result;
  if (result.isError) notes.drop(`${path}.is_error`);
  if (result.cacheControl !== undefined) notes.drop(`${path}.cache_control`);
  const texts = result.parts.filter((part) => part.type === "text");
  const others = result.parts.filter((part) => part.type !== "text");
  if (others.length > 0) seen.push({ type: "text", text: `Result of the call ${callId}:`, path }, ...others);
  const content = texts.length === 0 && others.length > 0
    ? "The result follows as the user's message."
    : joinTexts(texts, notes);
  return { role: "tool", tool_call_id: callId, content };
}

function isUserPart(part: TurnPart, notes: TranslationNotes): boolean {
  switch (part.type) {
    case "text":
    case "image":
    case "document":
    case "audio":
      return true;
    case "tool_result":
      return false;
    case "tool_call":
    case "thinking":
    case "redacted_thinking":
    case "refusal":
      notes.refuse(part.path, "is nothing that a user says");
      return false;
  }
}
