import type OpenAI from "openai";
import type {
  RedactedThinkingPart,
  TextPart,
  ThinkingPart,
  ToolCallPart,
  ToolResultPart,
  Turn,
  TurnPart,
} from "../../translation/conversation.ts";
import { readCallId } from "../../translation/signature.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asObject, asString, asText, parseJson } from "../../wires/untyped.ts";
import { dropUnreadFields } from "../openai_chat/unread_fields.ts";
import { readEncrypted } from "./encrypted_content.ts";
import { readContent } from "./read_content.ts";

/** What the input holds: instructions, wherever they stood, and turns. */
export interface ReadInput {
  system: TextPart[];
  turns: Turn[];
}

/**
 * Reads `input`. What the assistant said, thought and called between two words of the user is one turn, and so are
 * neighbouring results; a result gets its tool's name from the call that it answers.
 */
export function readInput(input: unknown, notes: TranslationNotes): ReadInput {
  if (typeof input === "string") {
    const parts: TextPart[] = input === "" ? [] : [{ type: "text", text: input, path: "input" }];
    return { system: [], turns: parts.length === 0 ? [] : [{ role: "user", parts }] };
  }
  const reader = new InputReader(notes);
  const items = Array.isArray(input) ? input : [];
  items.forEach((value, index) => reader.read(asObject(value) ?? {}, `input[${index}]`));
  return reader.result;
}

type Fields = Record<string, unknown>;
type Kind = NonNullable<OpenAI.Responses.ResponseInputItem["type"]>;

class InputReader {
  readonly result: ReadInput = { system: [], turns: [] };
  readonly #notes: TranslationNotes;
  /** The tools' names by the ids of their calls. */
  readonly #names = new Map<string, string>();
  /** The last turn, as long as what follows belongs to it. */
  #open: { kind: "assistant" | "results"; turn: Turn } | null = null;

  constructor(notes: TranslationNotes) {
    this.#notes = notes;
  }

  read(item: Fields, path: string): void {
    const kind = kindOf(item);
    switch (kind) {
      case "message":
        return this.#readMessage(item, path);
      case "reasoning":
        return this.#join("assistant", this.#readReasoning(item, path));
      case "function_call":
        return this.#join("assistant", this.#readCall(item, path));
      case "function_call_output":
        return this.#join("results", this.#readResult(item, path));
      case "item_reference":
        return this.#readReference(item, path);
      case "custom_tool_call":
      case "custom_tool_call_output":
        return this.#notes.refuse(path, "belongs to a custom tool, which the provider does not have: use a function");
      case "compaction":
      case "compaction_trigger":
        return this.#notes.refuse(path, "only OpenAI can read or write: send the whole conversation as 'input'");
      default:
        return this.#notes.refuse(path, WHY_REFUSED[kind] ?? `is of the type '${String(kind)}', which is not known`);
    }
  }

  #readMessage(item: Fields, path: string): void {
    dropUnreadFields(item, path, this.#notes, messageFields);
    const role = item["role"] as OpenAI.Responses.EasyInputMessage["role"];
    const at = `${path}.content`;
    switch (role) {
      case "system":
      case "developer":
        this.result.system.push(...readContent(item["content"], at, this.#notes, ["text"]));
        return;
      case "user": {
        this.#open = null;
        const parts = readContent(item["content"], at, this.#notes, userKinds);
        if (parts.length > 0) this.result.turns.push({ role, parts });
        return;
      }
      case "assistant":
        return this.#join("assistant", readContent(item["content"], at, this.#notes, ["text", "refusal"]));
      default:
        role satisfies never;
        return this.#notes.refuse(`${path}.role`, "is not known");
    }
  }

  /** Adds to the turn that is under way, or begins one. */
  #join(kind: "assistant" | "results", parts: TurnPart[]): void {
    if (parts.length === 0) return;
    if (this.#open?.kind !== kind) {
      const turn: Turn = { role: kind === "assistant" ? "assistant" : "user", parts: [] };
      this.result.turns.push(turn);
      this.#open = { kind, turn };
    }
    this.#open.turn.parts.push(...parts);
  }

  #readReasoning(item: Fields, path: string): (ThinkingPart | RedactedThinkingPart)[] {
    dropUnreadFields(item, path, this.#notes, reasoningFields);
    const text = joinTexts(item["summary"]) || joinTexts(item["content"]);
    const encrypted = asText(item["encrypted_content"]);
    if (encrypted === null) return text === "" ? [] : [{ type: "thinking", text, signature: null, path }];
    const { signature, isRedacted } = readEncrypted(encrypted, text === "");
    if (isRedacted) return [{ type: "redacted_thinking", data: signature, path }];
    return [{ type: "thinking", text, signature, path }];
  }

  #readCall(item: Fields, path: string): ToolCallPart[] {
    dropUnreadFields(item, path, this.#notes, callFields);
    const givenId = asText(item["call_id"]);
    const name = asText(item["name"]);
    if (givenId === null || name === null) {
      this.#notes.refuse(path, "must have a 'call_id' and a 'name'");
      return [];
    }
    const text = asText(item["arguments"])?.trim() ?? "";
    if (text !== "" && asObject(parseJson(text)) === null) {
      this.#notes.refuse(`${path}.arguments`, "must be a JSON object");
    }
    const { id, signature } = readCallId(givenId);
    this.#names.set(id, name);
    return [{ type: "tool_call", id, name, arguments: text || "{}", signature, path }];
  }

  #readResult(item: Fields, path: string): ToolResultPart[] {
    dropUnreadFields(item, path, this.#notes, resultFields);
    const givenId = asText(item["call_id"]);
    if (givenId === null) this.#notes.refuse(`${path}.call_id`, "must name the call that it answers");
    const callId = readCallId(givenId ?? "").id;
    const parts = readContent(item["output"], `${path}.output`, this.#notes, resultKinds);
    return [{ type: "tool_result", callId, name: this.#names.get(callId) ?? null, parts, isError: false, path }];
  }

  /** Nothing is stored here. Thinking that is not given back is a loss to report; anything else would be missed. */
  #readReference(item: Fields, path: string): void {
    if (asString(item["id"])?.startsWith("rs_") === true) return this.#notes.drop(path);
    this.#notes.refuse(
      path,
      "refers to an item that the provider does not have: send the item itself (clients do so with store: false)",
    );
  }
}

/** Messages need not say that they are, and references need not either. */
function kindOf(item: Fields): Kind {
  const kind = item["type"];
  if (kind !== undefined && kind !== null) return kind as Kind;
  return item["role"] === undefined && typeof item["id"] === "string" ? "item_reference" : "message";
}

/** The parts' texts as one; a block of thinking that we wrote is a single part, and comes back as it was. */
function joinTexts(parts: unknown): string {
  if (!Array.isArray(parts)) return "";
  return parts.map((part) => asString(asObject(part)?.["text"]) ?? "").join("\n\n");
}

const userKinds = ["text", "image", "document", "audio"] as const;
const resultKinds = ["text", "image", "document"] as const;

/** Ids and states of items are of the answer that they were part of, and nothing that is said. */
const itemFields = ["type", "id", "status"];
const messageFields = new Set([...itemFields, "role", "content"]);
const reasoningFields = new Set([...itemFields, "summary", "content", "encrypted_content"]);
const callFields = new Set([...itemFields, "call_id", "name", "arguments"]);
const resultFields = new Set([...itemFields, "call_id", "output"]);

const STEP = "is a step of a tool that OpenAI runs itself, and that the provider does not have";
const OWN_TOOL = "belongs to a tool whose schema only OpenAI's models know";

type ReadKind =
  | "message"
  | "reasoning"
  | "function_call"
  | "function_call_output"
  | "item_reference"
  | "custom_tool_call"
  | "custom_tool_call_output"
  | "compaction"
  | "compaction_trigger";

/** Why the other kinds of items are refused: one that a new version of the SDK brings is a compile error here. */
const WHY_REFUSED: Readonly<Record<Exclude<Kind, ReadKind>, string>> = {
  file_search_call: STEP,
  web_search_call: STEP,
  image_generation_call: STEP,
  code_interpreter_call: STEP,
  mcp_list_tools: STEP,
  mcp_approval_request: STEP,
  mcp_approval_response: STEP,
  mcp_call: STEP,
  program: STEP,
  program_output: STEP,
  tool_search_call: STEP,
  tool_search_output: STEP,
  computer_call: OWN_TOOL,
  computer_call_output: OWN_TOOL,
  local_shell_call: OWN_TOOL,
  local_shell_call_output: OWN_TOOL,
  shell_call: OWN_TOOL,
  shell_call_output: OWN_TOOL,
  apply_patch_call: OWN_TOOL,
  apply_patch_call_output: OWN_TOOL,
  additional_tools: "adds tools along the way: list them in 'tools'",
  configuration_update: "changes the configuration along the way, which the provider cannot",
};
