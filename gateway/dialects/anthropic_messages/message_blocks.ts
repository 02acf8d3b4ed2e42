import type Anthropic from "@anthropic-ai/sdk";
import type { AnswerPart } from "../../translation/answer_part.ts";
import type { Signature } from "../../translation/conversation.ts";
import { sealSignature, signCallId } from "../../translation/signature.ts";
import { JsonObjectEnd } from "./json_object_end.ts";
import { writeCitation } from "./write_citation.ts";

export type MessageBlock =
  | Anthropic.TextBlock
  | Anthropic.ThinkingBlock
  | Anthropic.RedactedThinkingBlock
  | Anthropic.ToolUseBlock;

/** Hears a message's blocks one after another, each whole before the next begins. `index` counts them from 0. */
export interface BlockListener {
  /** A block begins, and is empty but for what never comes in pieces. */
  begin(index: number, block: MessageBlock): void;
  delta(index: number, delta: Anthropic.RawContentBlockDelta): void;
  end(index: number): void;
}

/**
 * Lays an answer's parts out as content blocks. Blocks do not overlap in Anthropic's streams, but the pieces of several calls
 * may: what belongs to a later block waits until the one before it is over. A call is over when its arguments are a whole
 * JSON object, so that nothing waits longer than it must.
 */
export class MessageBlocks {
  readonly #listener: BlockListener;
  /** The block that is being told, and those that wait behind it. */
  readonly #queue: QueuedBlock[] = [];
  readonly #calls = new Map<number, QueuedBlock>();
  /** The latest block, which text and thinking go on in; null when the next part begins one. */
  #latest: QueuedBlock | null = null;
  #told = 0;
  #refusal = "";

  constructor(listener: BlockListener) {
    this.#listener = listener;
  }

  /** What the model said where it refused to answer; null when it did not. */
  get refusal(): string | null {
    return this.#refusal === "" ? null : this.#refusal;
  }

  /** Whether any tool was called. */
  get hasCalls(): boolean {
    return this.#calls.size > 0;
  }

  /** Takes in any part between `start` and `finish`. */
  add(part: Exclude<AnswerPart, { type: "start" | "finish" }>): void {
    switch (part.type) {
      case "refusal":
        this.#refusal += part.text;
        return this.#say("refusal", part.text);
      case "text":
        return this.#say("text", part.text);
      case "thinking":
        if (part.text === "") return;
        return this.#append(this.#current("thinking"), { type: "thinking_delta", thinking: part.text });
      case "signature":
        this.#append(this.#current("thinking"), { type: "signature_delta", signature: written(part.signature) });
        return this.#finishLatest();
      case "redacted_thinking":
        this.#open("redacted_thinking", { type: "redacted_thinking", data: written(part.data) });
        return this.#finishLatest();
      case "tool_call": {
        const { id, name, signature, call } = part;
        const block = { type: "tool_use", id: signCallId(id, signature), name, input: {}, caller: DIRECT } as const;
        this.#calls.set(call, this.#open("tool_use", block));
        return;
      }
      case "tool_arguments":
        return this.#argue(part.call, part.json);
      case "citation":
        // A source without a text before it has no place.
        if (this.#latest?.kind !== "text") return;
        this.#latest.isCited = true;
        return this.#append(this.#latest, { type: "citations_delta", citation: writeCitation(part.citation) });
    }
  }

  /** The answer is over, and with it every block. */
  close(): void {
    for (const block of this.#queue) block.isOver = true;
    this.#latest = null;
    this.#advance();
  }

  #say(kind: "text" | "refusal", text: string): void {
    if (text === "") return;
    // What comes after a source does not rest on it.
    if (this.#latest?.isCited === true) this.#finishLatest();
    this.#append(this.#current(kind), { type: "text_delta", text });
  }

  #argue(call: number, json: string): void {
    const block = this.#calls.get(call);
    if (block === undefined || block.isOver || json === "") return;
    this.#append(block, { type: "input_json_delta", partial_json: json });
    if (!block.arguments.push(json)) return;
    block.isOver = true;
    this.#advance();
  }

  #current(kind: "text" | "refusal" | "thinking"): QueuedBlock {
    if (this.#latest?.kind === kind) return this.#latest;
    if (kind === "thinking") return this.#open(kind, { type: "thinking", thinking: "", signature: "" });
    return this.#open(kind, { type: "text", text: "", citations: null });
  }

  /** A block begins, which ends the one before it, unless that is a call: its arguments may still come. */
  #open(kind: BlockKind, block: MessageBlock): QueuedBlock {
    const opened = { kind, block, waiting: [], isOver: false, isCited: false, arguments: new JsonObjectEnd() };
    if (this.#latest !== null && this.#latest.kind !== "tool_use") this.#latest.isOver = true;
    this.#latest = opened;
    this.#queue.push(opened);
    if (this.#queue.length === 1) this.#begin();
    else this.#advance();
    return opened;
  }

  #finishLatest(): void {
    this.#latest!.isOver = true;
    this.#latest = null;
    this.#advance();
  }

  #append(block: QueuedBlock, delta: Anthropic.RawContentBlockDelta): void {
    if (this.#queue[0] === block) this.#listener.delta(this.#told, delta);
    else block.waiting.push(delta);
  }

  /** Ends what is over, and tells what waited behind it. */
  #advance(): void {
    while (this.#queue[0]?.isOver === true) {
      this.#queue.shift();
      this.#listener.end(this.#told++);
      if (this.#queue.length > 0) this.#begin();
    }
  }

  #begin(): void {
    const { block, waiting } = this.#queue[0]!;
    this.#listener.begin(this.#told, block);
    for (const delta of waiting) this.#listener.delta(this.#told, delta);
  }
}

type BlockKind = "text" | "refusal" | "thinking" | "redacted_thinking" | "tool_use";

interface QueuedBlock {
  kind: BlockKind;
  /** As it begins. */
  block: MessageBlock;
  /** What came while another block was told. */
  waiting: Anthropic.RawContentBlockDelta[];
  isOver: boolean;
  /** Whether a source was named for its text. */
  isCited: boolean;
  arguments: JsonObjectEnd;
}

/** The model called the tool itself, as it always does where Anthropic runs no code for it. */
const DIRECT = { type: "direct" } as const;

/** Anthropic's own signatures are what its clients know; those of others are sealed. */
function written(signature: Signature): string {
  return signature.by === "anthropic" ? signature.value : sealSignature(signature);
}
