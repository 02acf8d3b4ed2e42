import type Anthropic from "@anthropic-ai/sdk";
import type { Conversation, ToolCallPart, ToolResultPart, TurnPart } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asObject, parseJson } from "../untyped.ts";
import { inputBlock, textBlock, withCacheControl } from "./content_blocks.ts";

/** A conversation as the Messages API has it: instructions apart, turns of user and assistant in alternation. */
export interface MessageTurns {
  system: Anthropic.TextBlockParam[];
  turns: MessageTurn[];
}

export interface MessageTurn {
  role: "user" | "assistant";
  content: Anthropic.ContentBlockParam[];
}

/**
 * Writes the turns. Neighbouring turns of one side become one, so that parallel results are together, and results come
 * first in theirs, as the API demands.
 */
export function messageTurns({ system, turns }: Conversation, notes: TranslationNotes): MessageTurns {
  const result: MessageTurns = { system: system.flatMap((part) => textBlock(part) ?? []), turns: [] };
  for (const { role, parts } of turns) {
    const content = parts.flatMap((part) => contentBlock(part, role, notes) ?? []);
    addTurn(result.turns, { role, content });
  }
  // A conversation of instructions alone is what OpenAI answers, and the API does not.
  if (result.turns.length === 0 && result.system.length > 0) {
    return { system: [], turns: [{ role: "user", content: result.system }] };
  }
  for (const turn of result.turns) if (turn.role === "user") putResultsFirst(turn);
  trimEnd(result.turns);
  return result;
}

/**
 * Whether the answer would go on with a turn of the assistant that did not begin with thinking: it was begun for the model,
 * or its calls have just been answered. A model that thinks by budget is refused there.
 */
export function continuesWithoutThinking(turns: readonly MessageTurn[]): boolean {
  const last = turns.at(-1);
  const isExchange = last?.role === "assistant" || last?.content.some((block) => block?.type === "tool_result");
  if (!isExchange) return false;
  const first = turns.findLast((turn) => turn.role === "assistant")?.content[0]?.type;
  return first !== "thinking" && first !== "redacted_thinking";
}

/** Ids of calls that another provider made may hold characters that the API refuses; both ends are mapped alike. */
export function toolUseId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, "_");
}

/** An empty turn says nothing, and the API refuses it. */
function addTurn(turns: MessageTurn[], turn: MessageTurn): void {
  if (turn.content.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === turn.role) last.content.push(...turn.content);
  else turns.push(turn);
}

function contentBlock(
  part: TurnPart,
  role: MessageTurn["role"],
  notes: TranslationNotes,
): Anthropic.ContentBlockParam | null {
  switch (part.type) {
    case "text":
      return textBlock(part);
    case "refusal":
      return textBlock({ ...part, type: "text" });
    case "image":
    case "document":
      if (role === "user") return inputBlock(part, notes);
      notes.refuse(part.path, `is ${part.type === "image" ? "an image" : "a document"} of the assistant's`);
      return null;
    case "audio":
      notes.refuse(part.path, "is audio, which the provider does not take");
      return null;
    case "tool_call":
      return toolUse(part, notes);
    case "tool_result":
      return toolResult(part, notes);
    case "thinking":
      // Unsigned thinking, or another provider's, is not taken for the model's own.
      if (part.signature?.by === "anthropic") {
        return { type: "thinking", thinking: part.text, signature: part.signature.value };
      }
      notes.drop(part.path);
      return null;
    case "redacted_thinking":
      if (part.data.by === "anthropic") return { type: "redacted_thinking", data: part.data.value };
      notes.drop(part.path);
      return null;
  }
}

/** A signature that another provider put to its call stays behind: the call is what matters. */
function toolUse(part: ToolCallPart, notes: TranslationNotes): Anthropic.ToolUseBlockParam {
  const text = part.arguments.trim();
  const input = text === "" ? {} : asObject(parseJson(text));
  if (input === null) notes.refuse(part.path, "must have a JSON object as its arguments");
  return withCacheControl({ type: "tool_use", id: toolUseId(part.id), name: part.name, input: input ?? {} }, part);
}

function toolResult(part: ToolResultPart, notes: TranslationNotes): Anthropic.ToolResultBlockParam {
  const block: Anthropic.ToolResultBlockParam = { type: "tool_result", tool_use_id: toolUseId(part.callId) };
  const content = part.parts.flatMap((one) => inputBlock(one, notes) ?? []);
  if (content.length > 0) block.content = content;
  if (part.isError) block.is_error = true;
  return withCacheControl(block, part);
}

function putResultsFirst(turn: MessageTurn): void {
  const isResult = (block: Anthropic.ContentBlockParam) => block.type === "tool_result";
  turn.content = [...turn.content.filter(isResult), ...turn.content.filter((block) => !isResult(block))];
}

/** The API refuses an answer begun for the model that ends in white space. */
function trimEnd(turns: MessageTurn[]): void {
  const turn = turns.at(-1);
  const block = turn?.role === "assistant" ? turn.content.at(-1) : undefined;
  if (block?.type !== "text") return;
  block.text = block.text.trimEnd();
  if (block.text !== "") return;
  turn!.content.pop();
  if (turn!.content.length === 0) turns.pop();
}
