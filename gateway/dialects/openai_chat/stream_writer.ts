import type { AnswerPart } from "../../translation/answer_part.ts";
import type { AnswerContext, AnswerStreamWriter } from "../../translation/client_codec.ts";
import { signCallId } from "../../translation/signature.ts";
import { chatAnnotation } from "./annotation.ts";
import { ChatChunks, type ChatDelta } from "./chat_chunks.ts";
import { writeChatUsage } from "./chat_usage.ts";
import { chatFinishReason } from "./finish_reason.ts";
import { ReasoningDetails } from "./reasoning_details.ts";

/** Writes a chat completion as a stream of chunks: finish reason, usage if it was asked for, and `[DONE]` end it. */
export class ChatStreamWriter implements AnswerStreamWriter {
  /** Without the request, which would be kept as long as the stream lasts. */
  readonly #context: Omit<AnswerContext, "body">;
  readonly #details = new ReasoningDetails();
  #chunks: ChatChunks | null = null;
  #textLength = 0;
  #frames = 0;

  constructor({ model, usageAsked, created, newId }: AnswerContext) {
    this.#context = { model, usageAsked, created, newId };
  }

  /** The terminal's events are not among them. */
  get frames(): number {
    return this.#frames;
  }

  write(part: AnswerPart): string {
    if (part.type === "start") return this.#start(part.id, part.model);
    if (part.type === "finish") return this.#finish(part);
    if (part.type === "text" && this.#chunks !== null) return this.#text(part, this.#chunks);
    const delta = this.#deltaOf(part);
    if (delta === null) return "";
    const head = this.#chunks === null ? this.#start(null, null) : "";
    this.#frames++;
    return head + this.#chunks!.delta(delta);
  }

  /** What `write` does with a text, in fewer steps. */
  #text(part: Extract<AnswerPart, { type: "text" }>, chunks: ChatChunks): string {
    if (part.text === "") return "";
    this.#details.take(part);
    this.#textLength += part.text.length;
    this.#frames++;
    return chunks.text(part.text);
  }

  #start(id: string | null, model: string | null): string {
    if (this.#chunks !== null) return "";
    const { created, usageAsked } = this.#context;
    this.#chunks = new ChatChunks({
      id: id ?? this.#context.newId("chatcmpl-"),
      created,
      model: model ?? this.#context.model,
      usageAsked,
    });
    this.#frames++;
    return this.#chunks.delta({ role: "assistant", content: "" });
  }

  #deltaOf(part: Exclude<AnswerPart, { type: "start" | "finish" }>): ChatDelta | null {
    const detail = this.#details.take(part);
    switch (part.type) {
      case "text":
        this.#textLength += part.text.length;
        return part.text === "" ? null : { content: part.text };
      case "thinking":
        return part.text === "" ? null : { reasoning_content: part.text };
      case "refusal":
        return part.text === "" ? null : { refusal: part.text };
      case "signature":
      case "redacted_thinking":
        return detail === null ? null : { reasoning_details: [detail] };
      case "tool_call": {
        const called = { name: part.name, arguments: "" };
        const id = signCallId(part.id, part.signature);
        return { tool_calls: [{ index: part.call, id, type: "function", function: called }] };
      }
      case "tool_arguments":
        return part.json === "" ? null : { tool_calls: [{ index: part.call, function: { arguments: part.json } }] };
      case "citation": {
        const annotation = chatAnnotation(part.citation, this.#textLength);
        return annotation === null ? null : { annotations: [annotation] };
      }
    }
  }

  #finish({ reason, tokens }: Extract<AnswerPart, { type: "finish" }>): string {
    const head = this.#chunks === null ? this.#start(null, null) : "";
    const chunks = this.#chunks!;
    const usage = this.#context.usageAsked && tokens !== null ? chunks.usage(writeChatUsage(tokens)) : "";
    return `${head}${chunks.finish(chatFinishReason(reason))}${usage}data: [DONE]\n\n`;
  }
}
