import { isObject } from "../json/is_object.ts";
import { type ChatEstimate, FILE_TOKENS, IMAGE_TOKENS } from "./estimate_chat_request.ts";
import { estimateStructure } from "./estimate_structure.ts";
import { estimateTokens } from "./estimate_tokens.ts";

/**
 * Estimates the tokens of a request to Anthropic's Messages API, or to its token counter, from the parsed body; whatever is
 * not as it should be counts nothing. Images and files count a flat amount, wherever they stand (a tool's result too);
 * thinking counts as text, its signature and what is encrypted count nothing.
 */
export function estimateMessagesRequest(body: Readonly<Record<string, unknown>>): ChatEstimate {
  let tokens = REQUEST_TOKENS + contentTokens(body["system"]);
  if (Array.isArray(body["messages"])) {
    for (const message of body["messages"]) {
      if (isObject(message)) tokens += MESSAGE_TOKENS + contentTokens(message["content"]);
    }
  }
  tokens += toolTokens(body["tools"]);
  if (isObject(body["output_config"])) tokens += estimateStructure(body["output_config"]["format"]);
  const max = body["max_tokens"];
  const isCount = typeof max === "number" && Number.isSafeInteger(max) && max >= 0;
  return { inputTokens: Math.ceil(tokens), outputTokensMax: isCount ? max : null };
}

/** Estimates what a content block counts, as it stands in requests and answers alike. */
export function contentBlockTokens(block: Readonly<Record<string, unknown>>, depth = 0): number {
  switch (block["type"]) {
    case "text":
      return textTokens(block["text"]);
    case "thinking":
      return textTokens(block["thinking"]);
    case "redacted_thinking":
      return 0;
    case "image":
      return IMAGE_TOKENS;
    case "document":
      return textTokens(block["title"]) + textTokens(block["context"]) + documentTokens(block["source"], depth);
    case "search_result":
      return textTokens(block["title"]) + textTokens(block["source"]) + contentTokens(block["content"], depth + 1);
    case "tool_use":
    case "server_tool_use":
      return TOOL_USE_TOKENS + textTokens(block["name"]) + estimateStructure(block["input"]);
    case "tool_result":
      return TOOL_USE_TOKENS + contentTokens(block["content"], depth + 1);
    default:
      return estimateStructure(block);
  }
}

const REQUEST_TOKENS = 3;
const MESSAGE_TOKENS = 4;
/** What frames a call or its result, its id among it. */
const TOOL_USE_TOKENS = 12;
/** Blocks nest in results, and in documents within them; what lies deeper is not looked at. */
const DEPTH_MAX = 4;

function contentTokens(content: unknown, depth = 0): number {
  if (typeof content === "string") return estimateTokens(content);
  if (!Array.isArray(content) || depth > DEPTH_MAX) return 0;
  let tokens = 0;
  for (const block of content) if (isObject(block)) tokens += contentBlockTokens(block, depth);
  return tokens;
}

function documentTokens(source: unknown, depth: number): number {
  if (!isObject(source)) return FILE_TOKENS;
  if (source["type"] === "text") return textTokens(source["data"]);
  return source["type"] === "content" ? contentTokens(source["content"], depth + 1) : FILE_TOKENS;
}

/** Marks for the cache are about a tool and no part of it. */
function toolTokens(tools: unknown): number {
  if (!Array.isArray(tools)) return 0;
  let tokens = 0;
  for (const tool of tools) {
    if (!isObject(tool)) continue;
    const { cache_control: _mark, ...described } = tool;
    tokens += estimateStructure(described);
  }
  return tokens;
}

function textTokens(text: unknown): number {
  return typeof text === "string" ? estimateTokens(text) : 0;
}
