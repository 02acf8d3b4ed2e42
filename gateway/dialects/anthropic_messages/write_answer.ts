import type Anthropic from "@anthropic-ai/sdk";
import type { AnswerPart } from "../../translation/answer_part.ts";
import type { AnswerContext } from "../../translation/client_codec.ts";
import { asObject, parseJson } from "../../wires/untyped.ts";
import { type BlockListener, type MessageBlock, MessageBlocks } from "./message_blocks.ts";
import { writeEnding, writeUsage } from "./write_ending.ts";

/** Writes a whole message from its parts. */
export function writeAnswer(parts: readonly AnswerPart[], context: AnswerContext): Record<string, unknown> {
  const whole = new WholeBlocks();
  const blocks = new MessageBlocks(whole);
  const message = messageHead(parts.find((part) => part.type === "start") ?? null, context);
  for (const part of parts) {
    if (part.type === "start") continue;
    if (part.type !== "finish") {
      blocks.add(part);
      continue;
    }
    blocks.close();
    Object.assign(message, writeEnding(part, blocks), { usage: writeUsage(part.tokens) });
  }
  return { ...message, content: whole.content } satisfies Anthropic.Message;
}

/** A message that has said nothing yet. An id that is not of Anthropic's kind gives way to a new one. */
export function messageHead(
  start: Extract<AnswerPart, { type: "start" }> | null,
  { model, newId }: Pick<AnswerContext, "model" | "newId">,
): Anthropic.Message {
  return {
    id: start?.id?.startsWith("msg_") ? start.id : newId("msg_"),
    type: "message",
    role: "assistant",
    model: start?.model ?? model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    container: null,
    diagnostics: null,
    usage: writeUsage(null),
  };
}

/** Gathers blocks that are told piece by piece. */
class WholeBlocks implements BlockListener {
  readonly content: MessageBlock[] = [];
  #arguments = "";

  begin(_index: number, block: MessageBlock): void {
    this.content.push({ ...block });
    this.#arguments = "";
  }

  delta(index: number, delta: Anthropic.RawContentBlockDelta): void {
    const block = this.content[index]!;
    switch (delta.type) {
      case "text_delta":
        (block as Anthropic.TextBlock).text += delta.text;
        return;
      case "citations_delta":
        ((block as Anthropic.TextBlock).citations ??= []).push(delta.citation);
        return;
      case "thinking_delta":
        (block as Anthropic.ThinkingBlock).thinking += delta.thinking;
        return;
      case "signature_delta":
        (block as Anthropic.ThinkingBlock).signature = delta.signature;
        return;
      case "input_json_delta":
        this.#arguments += delta.partial_json;
        return;
    }
  }

  end(index: number): void {
    const block = this.content[index]!;
    if (block.type === "tool_use") block.input = readInput(this.#arguments);
  }
}

/**
 * A call's arguments as the object that the dialect wants. What is none, cut off or ill-formed, is kept as text in the way
 * that Anthropic advises its own clients to hand on such input.
 */
function readInput(json: string): Record<string, unknown> {
  return json.trim() === "" ? {} : asObject(parseJson(json)) ?? { INVALID_JSON: json };
}
