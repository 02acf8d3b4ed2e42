import type OpenAI from "openai";
import type { TextPart, ToolCallPart, ToolResultPart, Turn, TurnPart } from "../../translation/conversation.ts";
import { readCallId } from "../../translation/signature.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asObject, asText, parseJson } from "../../wires/untyped.ts";
import { cacheControlOf, readContent } from "./read_content.ts";
import { readReasoning } from "./read_reasoning.ts";
import { dropUnreadFields } from "./unread_fields.ts";

/** What the messages hold: instructions, wherever they stood, and a turn for every other message that says something. */
export interface ReadMessages {
  system: TextPart[];
  turns: Turn[];
}

/** Reads `messages`. A tool's result is the user's turn, and gets its tool's name from the call that it answers. */
export function readMessages(messages: readonly unknown[], notes: TranslationNotes): ReadMessages {
  const reader = new MessageReader(notes);
  messages.forEach((value, index) => reader.read(asObject(value) ?? {}, `messages[${index}]`));
  return reader.result;
}

type Role = OpenAI.ChatCompletionMessageParam["role"];
type Fields = Record<string, unknown>;

class MessageReader {
  readonly result: ReadMessages = { system: [], turns: [] };
  readonly #notes: TranslationNotes;
  /** The tools' names by the ids of their calls. */
  readonly #names = new Map<string, string>();

  constructor(notes: TranslationNotes) {
    this.#notes = notes;
  }

  read(message: Fields, path: string): void {
    const role = message["role"] as Role;
    const content = message["content"];
    switch (role) {
      case "system":
      case "developer":
        this.#dropUnread(message, path, messageFields);
        this.result.system.push(...marked(readContent(content, `${path}.content`, this.#notes, ["text"]), message));
        return;
      case "user":
        this.#dropUnread(message, path, messageFields);
        return this.#addTurn("user", readContent(content, `${path}.content`, this.#notes, userKinds), message);
      case "assistant":
        this.#dropUnread(message, path, assistantFields);
        return this.#addTurn("assistant", this.#assistantParts(message, path), message);
      case "tool":
        this.#dropUnread(message, path, toolFields);
        return this.#addTurn("user", [this.#toolResult(message, path)], message);
      case "function":
        return this.#notes.refuse(`${path}.role`, "is 'function': use tools, which took its place");
      default:
        role satisfies never;
        return this.#notes.refuse(`${path}.role`, "is not known");
    }
  }

  /** An empty message is no turn: it says nothing, and some providers refuse it. */
  #addTurn(role: Turn["role"], parts: TurnPart[], message: Fields): void {
    if (parts.length > 0) this.result.turns.push({ role, parts: marked(parts, message) });
  }

  #assistantParts(message: Fields, path: string): TurnPart[] {
    const said = readContent(message["content"], `${path}.content`, this.#notes, ["text", "refusal"]);
    const refusal = asText(message["refusal"]);
    if (message["function_call"]) {
      this.#notes.refuse(`${path}.function_call`, "is no longer used: use tools, which took its place");
    }
    const given = Array.isArray(message["tool_calls"]) ? message["tool_calls"] : [];
    const calls = given.flatMap((call, index) => this.#toolCall(asObject(call), `${path}.tool_calls[${index}]`) ?? []);
    const thinking = readReasoning(message, path, calls, this.#notes);
    const refused: TurnPart[] = refusal === null ? [] : [{ type: "refusal", text: refusal, path: `${path}.refusal` }];
    return [...thinking, ...said, ...refused, ...calls];
  }

  #toolCall(call: Fields | null, path: string): ToolCallPart | null {
    const called = asObject(call?.["function"]);
    const givenId = asText(call?.["id"]);
    const name = asText(called?.["name"]);
    if (call === null || givenId === null || name === null) {
      this.#notes.refuse(path, "must be the call of a function with an id and a name");
      return null;
    }
    const text = asText(called?.["arguments"])?.trim() ?? "";
    if (text !== "" && asObject(parseJson(text)) === null) {
      this.#notes.refuse(`${path}.function.arguments`, "must be a JSON object");
    }
    const { id, signature } = readCallId(givenId);
    this.#names.set(id, name);
    return { type: "tool_call", id, name, arguments: text || "{}", signature, path, ...cacheControlOf(call) };
  }

  #toolResult(message: Fields, path: string): ToolResultPart {
    const givenId = asText(message["tool_call_id"]);
    if (givenId === null) this.#notes.refuse(`${path}.tool_call_id`, "must name the call that it answers");
    const callId = readCallId(givenId ?? "").id;
    const name = this.#names.get(callId) ?? asText(message["name"]);
    const parts = readContent(message["content"], `${path}.content`, this.#notes, resultKinds);
    return { type: "tool_result", callId, name, parts, isError: false, path };
  }

  #dropUnread(message: Fields, path: string, read: ReadonlySet<string>): void {
    dropUnreadFields(message, path, this.#notes, read);
  }
}

/** A mark on the whole message is one on its last part, if that has none of its own. */
function marked<Part extends TurnPart>(parts: Part[], message: Fields): Part[] {
  const last = parts.at(-1);
  if (last === undefined || last.cacheControl !== undefined) return parts;
  return [...parts.slice(0, -1), { ...last, ...cacheControlOf(message) }];
}

const userKinds = ["text", "image", "document", "audio"] as const;
const resultKinds = ["text", "image", "document"] as const;

const messageFields = new Set(["role", "content", "cache_control"]);
const toolFields = new Set([...messageFields, "tool_call_id", "name"]);
const assistantFields = new Set([
  ...messageFields,
  "refusal",
  "tool_calls",
  "function_call",
  "reasoning_content",
  "reasoning",
  "reasoning_details",
]);
