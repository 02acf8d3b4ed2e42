import { isObject } from "../json/is_object.ts";
import { estimateStructure } from "./estimate_structure.ts";
import { estimateTokens } from "./estimate_tokens.ts";

export interface ChatEstimate {
  inputTokens: number;
  /** The most that the client allows to be generated, all choices together; null when it names no maximum. */
  outputTokensMax: number | null;
}

/** What an image counts, whatever its size: between what providers charge for a small one and for a large one. */
export const IMAGE_TOKENS = 800;
/** What a file or a recording counts that comes in the request. */
export const FILE_TOKENS = 2_000;

/**
 * Estimates a chat request's tokens from its parsed body; whatever is not as it should be counts nothing.
 * Encoded images, recordings and files (`data:` URLs and the like) count a flat amount; text counts as text, whatever it
 * looks like, because providers charge it so.
 */
export function estimateChatRequest(body: Readonly<Record<string, unknown>>): ChatEstimate {
  let tokens = REQUEST_TOKENS;
  if (Array.isArray(body.messages)) { for (const message of body.messages) tokens += messageTokens(message); }
  // The fields whose names and texts the model gets to read.
  tokens += estimateStructure(body.tools);
  tokens += estimateStructure(body.functions);
  tokens += estimateStructure(body.response_format);
  tokens += estimateStructure(body.system);
  tokens += estimateStructure(body.prediction);
  return { inputTokens: Math.ceil(tokens), outputTokensMax: outputTokensMax(body) };
}

const REQUEST_TOKENS = 3;
const MESSAGE_TOKENS = 4;

function messageTokens(message: unknown): number {
  if (!isObject(message)) return 0;
  let tokens = MESSAGE_TOKENS;
  for (const field in message) {
    if (field === "role") continue;
    tokens += field === "content" ? contentTokens(message[field]) : estimateStructure(message[field]);
  }
  return tokens;
}

function contentTokens(content: unknown): number {
  if (typeof content === "string") return estimateTokens(content);
  if (!Array.isArray(content)) return 0;
  let tokens = 0;
  for (const part of content) {
    if (typeof part === "string") tokens += estimateTokens(part);
    else if (isObject(part)) tokens += partTokens(part);
  }
  return tokens;
}

function partTokens(part: Record<string, unknown>): number {
  if (typeof part.text === "string") return estimateTokens(part.text);
  switch (part.type) {
    case "image_url":
    case "image":
      return IMAGE_TOKENS;
    case "input_audio":
    case "file":
    case "document":
      return FILE_TOKENS;
    default:
      return estimateStructure(part);
  }
}

function outputTokensMax(body: Readonly<Record<string, unknown>>): number | null {
  const max = count(body.max_completion_tokens) ?? count(body.max_tokens);
  return max === null ? null : Math.min(max * Math.max(1, count(body.n) ?? 1), Number.MAX_SAFE_INTEGER);
}

function count(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
