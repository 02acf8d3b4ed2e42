import { isObject } from "../json/is_object.ts";
import { type ChatEstimate, FILE_TOKENS, IMAGE_TOKENS } from "./estimate_chat_request.ts";
import { estimateStructure } from "./estimate_structure.ts";
import { estimateTokens } from "./estimate_tokens.ts";

/**
 * Estimates the tokens of a request for a response from the parsed body; whatever is not as it should be counts nothing.
 * Images, recordings and files count a flat amount, wherever they stand (a call's output too); encrypted reasoning counts
 * nothing. What a provider has stored (`previous_response_id`, `conversation`, `prompt`, references to items) is not known
 * here, and counts nothing either.
 */
export function estimateResponsesRequest(body: Readonly<Record<string, unknown>>): ChatEstimate {
  let tokens = REQUEST_TOKENS + contentTokens(body["instructions"]) + inputTokens(body["input"]);
  tokens += estimateStructure(body["tools"]);
  if (isObject(body["text"])) tokens += estimateStructure(body["text"]["format"]);
  const max = body["max_output_tokens"];
  const isCount = typeof max === "number" && Number.isSafeInteger(max) && max >= 0;
  return { inputTokens: Math.ceil(tokens), outputTokensMax: isCount ? max : null };
}

/** Estimates what an item counts, as it stands in requests and answers alike. */
export function responseItemTokens(item: Readonly<Record<string, unknown>>): number {
  switch (item["type"]) {
    case undefined:
    case "message":
      return contentTokens(item["content"]);
    case "reasoning":
      return contentTokens(item["summary"]) + contentTokens(item["content"]);
    case "function_call":
      return CALL_TOKENS + textTokens(item["name"]) + textTokens(item["arguments"]);
    case "custom_tool_call":
      return CALL_TOKENS + textTokens(item["name"]) + textTokens(item["input"]);
    case "function_call_output":
    case "custom_tool_call_output":
      return CALL_TOKENS + contentTokens(item["output"]);
    case "item_reference":
    case "compaction":
      return 0;
    case "image_generation_call":
      return IMAGE_TOKENS;
    default:
      return estimateStructure(item);
  }
}

const REQUEST_TOKENS = 3;
const ITEM_TOKENS = 4;
/** What frames a call or its output, its id among it. */
const CALL_TOKENS = 12;

function inputTokens(input: unknown): number {
  if (typeof input === "string") return ITEM_TOKENS + estimateTokens(input);
  if (!Array.isArray(input)) return 0;
  let tokens = 0;
  for (const item of input) if (isObject(item)) tokens += ITEM_TOKENS + responseItemTokens(item);
  return tokens;
}

function contentTokens(content: unknown): number {
  if (typeof content === "string") return estimateTokens(content);
  if (!Array.isArray(content)) return 0;
  let tokens = 0;
  for (const part of content) if (isObject(part)) tokens += partTokens(part);
  return tokens;
}

function partTokens(part: Readonly<Record<string, unknown>>): number {
  switch (part["type"]) {
    case "input_image":
      return IMAGE_TOKENS;
    case "input_file":
    case "input_audio":
      return FILE_TOKENS;
    case "refusal":
      return textTokens(part["refusal"]);
    default:
      return textTokens(part["text"]);
  }
}

function textTokens(text: unknown): number {
  return typeof text === "string" ? estimateTokens(text) : 0;
}
