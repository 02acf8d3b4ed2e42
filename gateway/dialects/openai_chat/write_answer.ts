import type OpenAI from "openai";
import type { TokenCounts } from "../../../shared/contracts/request_record.ts";
import type { AnswerPart, FinishReason } from "../../translation/answer_part.ts";
import type { AnswerContext } from "../../translation/client_codec.ts";
import { signCallId } from "../../translation/signature.ts";
import { chatAnnotation } from "./annotation.ts";
import type { ChatExtensions } from "./chat_chunks.ts";
import { writeChatUsage } from "./chat_usage.ts";
import { chatFinishReason } from "./finish_reason.ts";
import { ReasoningDetails } from "./reasoning_details.ts";

type Message = OpenAI.ChatCompletionMessage & ChatExtensions;

/** Writes a whole chat completion. */
export function writeAnswer(parts: readonly AnswerPart[], context: AnswerContext): Record<string, unknown> {
  const said = new SaidParts();
  for (const part of parts) said.take(part);
  const completion: OpenAI.ChatCompletion = {
    id: said.id ?? context.newId("chatcmpl-"),
    object: "chat.completion",
    created: context.created,
    model: said.model ?? context.model,
    choices: [{ index: 0, message: message(said), logprobs: null, finish_reason: chatFinishReason(said.reason) }],
  };
  if (said.tokens !== null) completion.usage = writeChatUsage(said.tokens);
  return { ...completion };
}

function message(said: SaidParts): Message {
  const calls: OpenAI.ChatCompletionMessageFunctionToolCall[] = said.calls.map(({ id, name, json }) => ({
    id,
    type: "function",
    function: { name, arguments: json || "{}" },
  }));
  const saysNothingElse = calls.length === 0 && said.refusal === "";
  const written: Message = {
    role: "assistant",
    content: said.text === "" && !saysNothingElse ? null : said.text,
    refusal: said.refusal === "" ? null : said.refusal,
  };
  if (said.thinking !== "") written.reasoning_content = said.thinking;
  if (said.details.length > 0) written.reasoning_details = said.details;
  if (said.annotations.length > 0) written.annotations = said.annotations;
  if (calls.length > 0) written.tool_calls = calls;
  return written;
}

/** What an answer says, gathered part by part. */
class SaidParts {
  id: string | null = null;
  model: string | null = null;
  text = "";
  thinking = "";
  refusal = "";
  reason: FinishReason = "stop";
  tokens: TokenCounts | null = null;
  readonly details: NonNullable<ChatExtensions["reasoning_details"]> = [];
  readonly annotations: NonNullable<ChatExtensions["annotations"]> = [];
  /** By their numbers. */
  readonly calls: { id: string; name: string; json: string }[] = [];
  readonly #reasoning = new ReasoningDetails();

  take(part: AnswerPart): void {
    const detail = this.#reasoning.take(part);
    if (detail !== null) this.details.push(detail);
    switch (part.type) {
      case "start":
        this.id = part.id;
        this.model = part.model;
        return;
      case "text":
        this.text += part.text;
        return;
      case "thinking":
        this.thinking += part.text;
        return;
      case "refusal":
        this.refusal += part.text;
        return;
      case "tool_call":
        this.calls[part.call] = { id: signCallId(part.id, part.signature), name: part.name, json: "" };
        return;
      case "tool_arguments":
        this.calls[part.call]!.json += part.json;
        return;
      case "citation": {
        const annotation = chatAnnotation(part.citation, this.text.length);
        if (annotation !== null) this.annotations.push(annotation);
        return;
      }
      case "finish":
        this.reason = part.reason;
        this.tokens = part.tokens;
        return;
      // Their details are all that there is of them.
      case "signature":
      case "redacted_thinking":
        return;
    }
  }
}
