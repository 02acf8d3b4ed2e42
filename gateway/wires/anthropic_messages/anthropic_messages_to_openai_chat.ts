import type Anthropic from "@anthropic-ai/sdk";
import type OpenAI from "openai";
import { asObject, asString, asText } from "../untyped.ts";
import { writeChatUsage } from "./chat_usage.ts";
import { finishReason } from "./finish_reason.ts";
import { AnthropicUsage } from "./usage.ts";

/** A completion with the model's thinking beside the text, as compatible providers have it; OpenAI's own has no field for it. */
export type ChatCompletion = OpenAI.ChatCompletion & {
  choices: { message: OpenAI.ChatCompletionMessage & { reasoning_content?: string } }[];
};

/** Translates a whole message; `created` is seconds since the Unix epoch. */
export function anthropicMessageToOpenaiChat(message: Record<string, unknown>, created: number): ChatCompletion {
  const said = readBlocks(Array.isArray(message["content"]) ? message["content"] : []);
  const stopReason = asText(message["stop_reason"]);
  const usage = new AnthropicUsage();
  usage.report(message["usage"]);
  const answer: ChatCompletion["choices"][number]["message"] = {
    role: "assistant",
    content: said.text === "" && said.calls.length > 0 ? null : said.text,
    refusal: refusalOf(stopReason, message["stop_details"]),
  };
  if (said.thinking !== "") answer.reasoning_content = said.thinking;
  if (said.calls.length > 0) answer.tool_calls = said.calls;
  const completion: ChatCompletion = {
    id: asString(message["id"]) ?? "",
    object: "chat.completion",
    created,
    model: asString(message["model"]) ?? "",
    choices: [{ index: 0, message: answer, logprobs: null, finish_reason: finishReason(stopReason) }],
  };
  if (usage.tokens !== null) completion.usage = writeChatUsage(usage.tokens);
  return completion;
}

/** What the provider says of why it refused; null when it did not refuse or does not say. */
export function refusalOf(stopReason: string | null, details: unknown): string | null {
  return stopReason === "refusal" ? asText(asObject(details)?.["explanation"]) : null;
}

interface SaidBlocks {
  text: string;
  thinking: string;
  calls: OpenAI.ChatCompletionMessageFunctionToolCall[];
}

function readBlocks(blocks: readonly unknown[]): SaidBlocks {
  const said: SaidBlocks = { text: "", thinking: "", calls: [] };
  for (const value of blocks) {
    const block = asObject(value);
    if (block !== null) readBlock(block, said);
  }
  return said;
}

function readBlock(block: Record<string, unknown>, said: SaidBlocks): void {
  const kind = block["type"] as Anthropic.ContentBlock["type"];
  switch (kind) {
    case "text":
      said.text += asString(block["text"]) ?? "";
      return;
    case "thinking":
      said.thinking += asString(block["thinking"]) ?? "";
      return;
    case "tool_use":
      said.calls.push({
        id: asString(block["id"]) ?? "",
        type: "function",
        function: { name: asString(block["name"]) ?? "", arguments: JSON.stringify(asObject(block["input"]) ?? {}) },
      });
      return;
    // What the provider's own tools did is its own affair: the client asked for none and could not read it.
    case "redacted_thinking":
    case "server_tool_use":
    case "web_search_tool_result":
    case "web_fetch_tool_result":
    case "code_execution_tool_result":
    case "bash_code_execution_tool_result":
    case "text_editor_code_execution_tool_result":
    case "tool_search_tool_result":
    case "container_upload":
      return;
    default:
      kind satisfies never;
  }
}
