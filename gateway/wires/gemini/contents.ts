import type {
  Conversation,
  Signature,
  ToolCallPart,
  ToolResultPart,
  Turn,
  TurnPart,
} from "../../translation/conversation.ts";
import { asObject, parseJson } from "../untyped.ts";
import type { FunctionResponse, GeminiContent, GeminiPart } from "./gemini_api.ts";
import type { GeminiWriting } from "./gemini_writing.ts";
import { mediaPart, resultMedia } from "./media.ts";

/**
 * The turns in alternation: neighbours of one role become one, so that the results of calls made at once are together, as
 * Gemini demands; in the user's turn they come first.
 */
export function geminiContents({ turns }: Pick<Conversation, "turns">, writing: GeminiWriting): GeminiContent[] {
  const contents: GeminiContent[] = [];
  const names = toolNames(turns);
  for (const turn of turns) {
    const role = turn.role === "user" ? "user" : "model";
    const parts = turn.parts.flatMap((part) => writePart(part, names, writing));
    const last = contents.at(-1);
    if (parts.length === 0) continue;
    if (last?.role === role) last.parts.push(...parts);
    else contents.push({ role, parts });
  }
  for (const content of contents) {
    if (content.role === "user") content.parts = responsesFirst(content.parts);
    else if (writing.model.demandsSignatures) signFirstCall(content.parts);
  }
  return contents;
}

/**
 * Documented to stand in for the signature of a call that Gemini did not make, such as one of another provider's: without
 * any, Gemini 3 refuses the conversation.
 */
const SKIP_VALIDATION = "skip_thought_signature_validator";

/** Of calls made at once, the first is the one that is signed. */
function signFirstCall(parts: GeminiPart[]): void {
  const first = parts.find((part) => part.functionCall !== undefined);
  if (first !== undefined) first.thoughtSignature ??= SKIP_VALIDATION;
}

function responsesFirst(parts: GeminiPart[]): GeminiPart[] {
  const isResponse = (part: GeminiPart) => part.functionResponse !== undefined;
  return [...parts.filter(isResponse), ...parts.filter((part) => !isResponse(part))];
}

/** The tools' names by the ids of their calls: some dialects do not repeat them in the result. */
function toolNames(turns: readonly Turn[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { parts } of turns) {
    for (const part of parts) if (part.type === "tool_call") names.set(part.id, part.name);
  }
  return names;
}

function writePart(part: TurnPart, names: ReadonlyMap<string, string>, writing: GeminiWriting): GeminiPart[] {
  if (part.cacheControl !== undefined) writing.notes.drop(`${part.path}.cache_control`);
  switch (part.type) {
    case "text":
    case "refusal":
      return part.text === "" ? [] : [{ text: part.text }];
    case "image":
    case "document":
    case "audio": {
      const media = mediaPart(part, writing);
      return media === null ? [] : [media];
    }
    case "tool_call":
      return [functionCall(part, writing)];
    case "tool_result":
      return functionResponse(part, names, writing);
    case "thinking":
      return thinking(part.text, part.signature, part.path, writing);
    case "redacted_thinking":
      return thinking("", part.data, part.path, writing);
  }
}

function functionCall(part: ToolCallPart, { notes }: GeminiWriting): GeminiPart {
  const args = asObject(parseJson(part.arguments));
  if (args === null) notes.refuse(part.path, "must call its tool with a JSON object");
  const call: GeminiPart = { functionCall: { id: part.id, name: part.name, args: args ?? {} } };
  // Another provider's signature means nothing here; it is ours that travelled in the id, no field of the client's.
  if (part.signature?.by === "gemini") call.thoughtSignature = part.signature.value;
  return call;
}

/** A signature without thinking signed a text, or came alone at a stream's end: it goes back alone. */
function thinking(text: string, signature: Signature | null, path: string, { notes }: GeminiWriting): GeminiPart[] {
  if (signature?.by !== "gemini") {
    notes.drop(path);
    return [];
  }
  return [{ text, ...(text === "" ? {} : { thought: true }), thoughtSignature: signature.value }];
}

function functionResponse(
  part: ToolResultPart,
  names: ReadonlyMap<string, string>,
  writing: GeminiWriting,
): GeminiPart[] {
  const name = part.name ?? names.get(part.callId);
  if (name === undefined) {
    writing.notes.refuse(part.path, "must answer a call of this conversation: its tool is not known");
  }
  const texts: string[] = [];
  const media: NonNullable<FunctionResponse["parts"]> = [];
  for (const given of part.parts) {
    if (given.cacheControl !== undefined) writing.notes.drop(`${given.path}.cache_control`);
    const written = given.type === "text" ? given : resultMedia(given, writing);
    if (written === null) continue;
    if ("inlineData" in written) media.push(written);
    else texts.push(written.text);
  }
  const response: FunctionResponse = {
    id: part.callId,
    name: name ?? "",
    response: { [part.isError ? "error" : "output"]: texts.join("\n") },
  };
  if (media.length === 0) return [{ functionResponse: response }];
  // Before Gemini 3 a tool could answer in words alone, and what else it gave stands behind its answer.
  return writing.model.mediaInResults
    ? [{ functionResponse: { ...response, parts: media } }]
    : [{ functionResponse: response }, ...media];
}
