import type Anthropic from "@anthropic-ai/sdk";
import type OpenAI from "openai";
import { asObject, asString, asText, parseJson } from "../untyped.ts";
import { inputBlocks, textBlocks, withCacheControl } from "./content_blocks.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";

/** A conversation as the Messages API has it: instructions apart, turns of user and assistant in alternation. */
export interface MessageTurns {
  system: Anthropic.TextBlockParam[];
  turns: Turn[];
}

interface Turn {
  role: "user" | "assistant";
  content: Anthropic.ContentBlockParam[];
}

/**
 * Translates the messages. System and developer messages go to the front, wherever they stood; a tool's results become
 * part of the user's turn; neighbouring messages of one side become one turn, so that parallel results are together.
 */
export function messageTurns(messages: readonly unknown[], notes: TranslationNotes): MessageTurns {
  const result: MessageTurns = { system: [], turns: [] };
  messages.forEach((value, index) => {
    const message = asObject(value) ?? {};
    const path = `messages[${index}]`;
    dropUnknownFields(message, path, notes);
    translate(message, path, result, notes);
  });
  // A conversation of instructions alone is what OpenAI answers, and the API does not.
  if (result.turns.length === 0 && result.system.length > 0) {
    return { system: [], turns: [{ role: "user", content: result.system }] };
  }
  trimEnd(result.turns.at(-1));
  return result;
}

/** Ids of calls that another provider made may hold characters that the API refuses; both ends are mapped alike. */
export function toolUseId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, "_");
}

type Role = OpenAI.ChatCompletionMessageParam["role"];

function translate(
  message: Record<string, unknown>,
  path: string,
  result: MessageTurns,
  notes: TranslationNotes,
): void {
  const role = message["role"] as Role;
  switch (role) {
    case "system":
    case "developer":
      result.system.push(...textBlocks(message["content"], `${path}.content`, notes));
      return;
    case "user":
      return addTurn(result.turns, "user", inputBlocks(message["content"], `${path}.content`, notes));
    case "assistant":
      return addTurn(result.turns, "assistant", assistantBlocks(message, path, notes));
    case "tool":
      return addTurn(result.turns, "user", [toolResult(message, path, notes)]);
    case "function":
      return notes.refuse(`${path}.role`, "is 'function': use tools, which took its place");
    default:
      role satisfies never;
      return notes.refuse(`${path}.role`, "is not known");
  }
}

/** An empty message is no turn: the API refuses it, and it says nothing. */
function addTurn(turns: Turn[], role: Turn["role"], content: Anthropic.ContentBlockParam[]): void {
  if (content.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === role) last.content.push(...content);
  else turns.push({ role, content });
}

function assistantBlocks(
  message: Record<string, unknown>,
  path: string,
  notes: TranslationNotes,
): Anthropic.ContentBlockParam[] {
  const blocks: Anthropic.ContentBlockParam[] = textBlocks(message["content"], `${path}.content`, notes);
  const refusal = asText(message["refusal"]);
  if (refusal !== null) blocks.push({ type: "text", text: refusal });
  if (message["function_call"]) {
    notes.refuse(`${path}.function_call`, "is no longer used: use tools, which took its place");
  }
  const calls = Array.isArray(message["tool_calls"]) ? message["tool_calls"] : [];
  calls.forEach((value, index) => {
    const block = toolUse(asObject(value), `${path}.tool_calls[${index}]`, notes);
    if (block !== null) blocks.push(block);
  });
  return blocks;
}

function toolUse(
  call: Record<string, unknown> | null,
  path: string,
  notes: TranslationNotes,
): Anthropic.ToolUseBlockParam | null {
  const called = asObject(call?.["function"]);
  const id = asText(call?.["id"]);
  const name = asText(called?.["name"]);
  if (call === null || id === null || name === null) {
    notes.refuse(path, "must be the call of a function with an id and a name");
    return null;
  }
  const args = asText(called?.["arguments"]);
  const input = args === null || args.trim() === "" ? {} : asObject(parseJson(args));
  if (input === null) notes.refuse(`${path}.function.arguments`, "must be a JSON object");
  const block: Anthropic.ToolUseBlockParam = { type: "tool_use", id: toolUseId(id), name, input };
  return withCacheControl(block, call);
}

function toolResult(
  message: Record<string, unknown>,
  path: string,
  notes: TranslationNotes,
): Anthropic.ToolResultBlockParam {
  const id = asText(message["tool_call_id"]);
  if (id === null) notes.refuse(`${path}.tool_call_id`, "must name the call that it answers");
  const block: Anthropic.ToolResultBlockParam = { type: "tool_result", tool_use_id: toolUseId(id ?? "") };
  const content = asString(message["content"]) ?? inputBlocks(message["content"], `${path}.content`, notes);
  if (content.length > 0) block.content = content;
  return withCacheControl(block, message);
}

/** The API refuses an answer begun for the model that ends in white space. */
function trimEnd(turn: Turn | undefined): void {
  const block = turn?.role === "assistant" ? turn.content.at(-1) : undefined;
  if (block?.type !== "text") return;
  block.text = block.text.trimEnd();
  if (block.text === "") turn!.content.pop();
}

const knownFields = new Set([
  "role",
  "content",
  "refusal",
  "tool_calls",
  "tool_call_id",
  "function_call",
  "cache_control",
]);

function dropUnknownFields(message: Record<string, unknown>, path: string, notes: TranslationNotes): void {
  for (const field in message) {
    if (!knownFields.has(field) && message[field] !== null && message[field] !== undefined) {
      notes.drop(`${path}.${field}`);
    }
  }
}
