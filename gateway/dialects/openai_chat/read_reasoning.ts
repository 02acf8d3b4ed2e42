import type {
  RedactedThinkingPart,
  Signature,
  SignatureOrigin,
  ThinkingPart,
  ToolCallPart,
} from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asObject, asString, asText } from "../../wires/untyped.ts";
import { reasoningOrigin } from "./reasoning_format.ts";
import { isEmpty } from "./unread_fields.ts";

type Fields = Record<string, unknown>;

/**
 * Reads the thinking that an assistant message gives back: `reasoning_details` as OpenRouter has them and as our own answers
 * do, or else `reasoning_content` or `reasoning`, which say the same without signatures. A detail that signs a call (`id`)
 * is set in that call of `calls`. Details of a provider that is not known are text without a signature.
 */
export function readReasoning(
  message: Fields,
  path: string,
  calls: ToolCallPart[],
  notes: TranslationNotes,
): (ThinkingPart | RedactedThinkingPart)[] {
  const details = message["reasoning_details"];
  if (Array.isArray(details) && details.length > 0) {
    const parts: (ThinkingPart | RedactedThinkingPart)[] = [];
    details.forEach((detail, index) =>
      readDetail(asObject(detail) ?? {}, `${path}.reasoning_details[${index}]`, { parts, calls, notes })
    );
    return parts;
  }
  if (!isEmpty(details)) notes.drop(`${path}.reasoning_details`);
  for (const field of ["reasoning_content", "reasoning"]) {
    const text = asText(message[field]);
    if (text !== null) return [{ type: "thinking", text, signature: null, path: `${path}.${field}` }];
    if (!isEmpty(message[field]) && message[field] !== "") notes.drop(`${path}.${field}`);
  }
  return [];
}

interface Reading {
  parts: (ThinkingPart | RedactedThinkingPart)[];
  calls: ToolCallPart[];
  notes: TranslationNotes;
}

function readDetail(detail: Fields, path: string, reading: Reading): void {
  const { parts, notes } = reading;
  const by = reasoningOrigin(detail["format"]);
  switch (detail["type"]) {
    case "reasoning.text": {
      const signature = signatureOf(by, detail["signature"]);
      if (signature === null && asText(detail["signature"]) !== null) notes.drop(`${path}.signature`);
      const text = asString(detail["text"]) ?? "";
      if (text !== "" || signature !== null) parts.push({ type: "thinking", text, signature, path });
      return;
    }
    case "reasoning.summary": {
      const text = asText(detail["summary"]);
      if (text !== null) parts.push({ type: "thinking", text, signature: null, path });
      return;
    }
    case "reasoning.encrypted": {
      const data = signatureOf(by, detail["data"]);
      if (data === null) notes.drop(path);
      else place(data, asText(detail["id"]), path, reading);
      return;
    }
    default:
      notes.drop(path);
  }
}

/**
 * Puts encrypted reasoning where its provider has it: Anthropic's is a block of its own, OpenAI's belongs to the summary
 * before it, Gemini's signs the call that it names.
 */
function place(data: Signature, id: string | null, path: string, { parts, calls }: Reading): void {
  const call = id === null ? undefined : calls.find((one) => one.id === id && one.signature === null);
  const last = parts.at(-1);
  if (data.by === "gemini" && call !== undefined) call.signature = data;
  else if (data.by === "gemini") parts.push({ type: "thinking", text: "", signature: data, path });
  else if (data.by === "openai" && last?.type === "thinking" && last.signature === null) last.signature = data;
  else parts.push({ type: "redacted_thinking", data, path });
}

function signatureOf(by: SignatureOrigin | null, value: unknown): Signature | null {
  const text = asText(value);
  return by === null || text === null ? null : { by, value: text };
}
