import type Anthropic from "@anthropic-ai/sdk";
import type { TextPart, ToolCallPart, ToolResultPart, Turn, TurnPart } from "../../translation/conversation.ts";
import { openSignature, readCallId } from "../../translation/signature.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asObject, asString, asText } from "../../wires/untyped.ts";
import { dropUnreadFields } from "../openai_chat/unread_fields.ts";
import { readBlocks, readContent, readContentBlock } from "./read_content.ts";

/** What the messages hold: instructions, wherever they stood, and a turn for every other message that says something. */
export interface ReadMessages {
  system: TextPart[];
  turns: Turn[];
}

/** Reads `messages`. */
export function readMessages(messages: readonly unknown[], notes: TranslationNotes): ReadMessages {
  const reader = new MessageReader(notes);
  messages.forEach((value, index) => reader.read(asObject(value) ?? {}, `messages[${index}]`));
  const last = messages.length - 1;
  // Anthropic goes on where it ends; others would begin anew, and the client would put two beginnings together.
  if (asObject(messages[last])?.["role"] === "assistant") {
    notes.refuse(`messages[${last}]`, "is an answer that was begun, which the provider would not go on with");
  }
  return reader.result;
}

type Fields = Record<string, unknown>;
type Role = Anthropic.MessageParam["role"];

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
    dropUnreadFields(message, path, this.#notes, messageFields);
    switch (role) {
      case "system":
        this.result.system.push(...readContent(content, `${path}.content`, this.#notes, ["text"]));
        return;
      case "user":
      case "assistant": {
        const read = role === "user" ? this.#userBlock : this.#assistantBlock;
        const parts = readBlocks<TurnPart>(content, `${path}.content`, this.#notes, read);
        // An empty message is no turn: it says nothing, and some providers refuse it.
        if (parts.length > 0) this.result.turns.push({ role, parts });
        return;
      }
      default:
        role satisfies never;
        this.#notes.refuse(`${path}.role`, "is not known");
    }
  }

  readonly #userBlock = (block: Fields, path: string): TurnPart[] | null => {
    const kind = block["type"] as Anthropic.ContentBlockParam["type"];
    switch (kind) {
      case "text":
      case "image":
      case "document":
      case "search_result":
        return readContentBlock(block, path, this.#notes);
      case "tool_result":
        return this.#toolResult(block, path);
      case "container_upload":
      case "tool_use":
      case "thinking":
      case "redacted_thinking":
      case "server_tool_use":
      case "web_search_tool_result":
      case "web_fetch_tool_result":
      case "code_execution_tool_result":
      case "bash_code_execution_tool_result":
      case "text_editor_code_execution_tool_result":
      case "tool_search_tool_result":
        return null;
      default:
        kind satisfies never;
        return null;
    }
  };

  readonly #assistantBlock = (block: Fields, path: string): TurnPart[] | null => {
    const kind = block["type"] as Anthropic.ContentBlock["type"];
    switch (kind) {
      case "text":
        return readContentBlock(block, path, this.#notes);
      case "tool_use":
        return this.#toolCall(block, path);
      case "thinking":
        return this.#thinking(block, path);
      case "redacted_thinking": {
        const data = asText(block["data"]);
        if (data === null) return [];
        return [{ type: "redacted_thinking", data: openSignature(data) ?? { by: "anthropic", value: data }, path }];
      }
      // What Anthropic's own tools did is told to its models alone, much of it encrypted; what came of it is in the texts.
      case "server_tool_use":
      case "web_search_tool_result":
      case "web_fetch_tool_result":
      case "code_execution_tool_result":
      case "bash_code_execution_tool_result":
      case "text_editor_code_execution_tool_result":
      case "tool_search_tool_result":
        this.#notes.drop(path);
        return [];
      case "container_upload":
        return null;
      default:
        kind satisfies never;
        return null;
    }
  };

  #thinking(block: Fields, path: string): TurnPart[] {
    const text = asString(block["thinking"]) ?? "";
    const given = asText(block["signature"]);
    // Unsigned thinking is that of a provider that signs none.
    const signature = given === null ? null : openSignature(given) ?? { by: "anthropic" as const, value: given };
    return text === "" && signature === null ? [] : [{ type: "thinking", text, signature, path }];
  }

  #toolCall(block: Fields, path: string): ToolCallPart[] {
    dropUnreadFields(block, path, this.#notes, callFields);
    const caller = asObject(block["caller"])?.["type"] ?? "direct";
    if (caller !== "direct") this.#notes.drop(`${path}.caller`);
    const givenId = asText(block["id"]);
    const name = asText(block["name"]);
    const input = block["input"] ?? {};
    if (givenId === null || name === null || asObject(input) === null) {
      this.#notes.refuse(path, "must be the call of a tool with an id, a name and an object as its input");
      return [];
    }
    const { id, signature } = readCallId(givenId);
    this.#names.set(id, name);
    return [{ type: "tool_call", id, name, arguments: JSON.stringify(input), signature, path }];
  }

  #toolResult(block: Fields, path: string): ToolResultPart[] {
    dropUnreadFields(block, path, this.#notes, resultFields);
    const givenId = asText(block["tool_use_id"]);
    if (givenId === null) this.#notes.refuse(`${path}.tool_use_id`, "must name the call that it answers");
    const callId = readCallId(givenId ?? "").id;
    const parts = readContent(block["content"], `${path}.content`, this.#notes, ["text", "image", "document"]);
    const isError = block["is_error"] === true;
    return [{ type: "tool_result", callId, name: this.#names.get(callId) ?? null, parts, isError, path }];
  }
}

const messageFields = new Set(["role", "content"]);
const callFields = new Set(["type", "id", "name", "input", "caller", "cache_control"]);
const resultFields = new Set(["type", "tool_use_id", "content", "is_error", "cache_control"]);
