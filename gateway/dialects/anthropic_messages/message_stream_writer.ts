import type Anthropic from "@anthropic-ai/sdk";
import type { AnswerPart } from "../../translation/answer_part.ts";
import type { AnswerContext, AnswerStreamWriter } from "../../translation/client_codec.ts";
import { type BlockListener, type MessageBlock, MessageBlocks } from "./message_blocks.ts";
import { messageHead } from "./write_answer.ts";
import { writeDeltaUsage, writeEnding } from "./write_ending.ts";

/**
 * Writes a message's stream. `message_start` has zeros for usage, since it goes out before providers tell theirs; the last
 * `message_delta` has all of it, which clients take in the place of what they had.
 */
export class MessageStreamWriter implements AnswerStreamWriter, BlockListener {
  /** Without the request, which would be kept as long as the stream lasts. */
  readonly #context: Omit<AnswerContext, "body">;
  readonly #blocks = new MessageBlocks(this);
  #out = "";
  #frames = 0;

  constructor({ model, usageAsked, created, newId }: AnswerContext) {
    this.#context = { model, usageAsked, created, newId };
  }

  get frames(): number {
    return this.#frames;
  }

  write(part: AnswerPart): string {
    this.#out = "";
    switch (part.type) {
      case "start":
        this.#event({ type: "message_start", message: messageHead(part, this.#context) });
        break;
      case "finish":
        this.#finish(part);
        break;
      default:
        this.#blocks.add(part);
    }
    return this.#out;
  }

  begin(index: number, block: MessageBlock): void {
    this.#event({ type: "content_block_start", index, content_block: block });
  }

  delta(index: number, delta: Anthropic.RawContentBlockDelta): void {
    this.#event({ type: "content_block_delta", index, delta });
  }

  end(index: number): void {
    this.#event({ type: "content_block_stop", index });
  }

  #finish(part: Extract<AnswerPart, { type: "finish" }>): void {
    this.#blocks.close();
    const ending = writeEnding(part, this.#blocks);
    this.#event({
      type: "message_delta",
      delta: { ...ending, container: null },
      usage: writeDeltaUsage(part.tokens),
    });
    this.#event({ type: "message_stop" });
  }

  #event(event: Anthropic.RawMessageStreamEvent): void {
    this.#out += `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
    this.#frames++;
  }
}
