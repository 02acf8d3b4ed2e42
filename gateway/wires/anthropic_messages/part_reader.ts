import type Anthropic from "@anthropic-ai/sdk";
import type { AnswerPart } from "../../translation/answer_part.ts";
import type { PartReader } from "../../translation/part_reader.ts";
import { asObject, asString, asText } from "../untyped.ts";
import type { AnswerFacts, ProviderFault } from "../wire.ts";
import { readCitation } from "./citation.ts";
import { anthropicFault, readsAsError } from "./errors.ts";
import { finishReason } from "./finish_reason.ts";
import { MessageFacts } from "./message_facts.ts";
import { OpenCalls } from "./open_calls.ts";

type Fields = Record<string, unknown>;
type Emit = (part: AnswerPart) => void;

/**
 * Reads a message's events into parts. `message_stop` is the terminal. A second `message_start` before it begins the usage
 * and the numbers of blocks anew and is no second answer. What the provider's own tools did is left out: the client asked
 * for none, and could not read it.
 */
export class AnthropicPartReader implements PartReader {
  readonly #secret: string | null;
  readonly #facts = new MessageFacts();
  readonly #calls = new OpenCalls();
  #isStarted = false;
  /** Length of the text so far, in UTF-16 units, and where the block under way begins in it. */
  #textLength = 0;
  #blockStart = 0;
  /** Those of the block under way: they may come before the text that they are about. */
  #citations: unknown[] = [];
  #stopReason: string | null = null;
  #stopSequence: string | null = null;

  /** `secret`: the credential that was sent, to be kept out of what errors say. */
  constructor(secret: string | null) {
    this.#secret = secret;
  }

  get facts(): AnswerFacts {
    return this.#facts.facts;
  }

  read(event: Fields, emit: Emit): ProviderFault | null {
    const kind = event["type"] as Anthropic.RawMessageStreamEvent["type"] | "ping" | "error";
    switch (kind) {
      case "message_start":
        this.#startMessage(asObject(event["message"]) ?? {}, emit);
        return null;
      case "content_block_start":
        this.#startBlock(event["index"], asObject(event["content_block"]) ?? {}, emit);
        return null;
      case "content_block_delta":
        this.#continueBlock(event["index"], asObject(event["delta"]) ?? {}, emit);
        return null;
      case "content_block_stop":
        this.#stopBlock(event["index"], emit);
        return null;
      case "message_delta":
        this.#changeMessage(event, emit);
        return null;
      case "message_stop":
        this.#finish(emit);
        return null;
      case "error":
        return anthropicFault(event, this.#secret);
      case "ping":
        return null;
      default:
        // A kind of event that came later than this code is nothing that it needs.
        kind satisfies never;
        return readsAsError(event) ? anthropicFault(event, this.#secret) : null;
    }
  }

  #startMessage(message: Fields, emit: Emit): void {
    this.#facts.reportMessage(message);
    this.#calls.restart(emit);
    this.#start(asText(message["id"]), asText(message["model"]), emit);
  }

  /** Nothing comes before the start, whatever the provider leaves out. */
  #start(id: string | null, model: string | null, emit: Emit): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    emit({ type: "start", id, model });
  }

  #startBlock(index: unknown, block: Fields, emit: Emit): void {
    this.#start(null, null, emit);
    const kind = block["type"] as Anthropic.ContentBlock["type"];
    switch (kind) {
      case "text":
        this.#blockStart = this.#textLength;
        this.#citations = Array.isArray(block["citations"]) ? [...block["citations"]] : [];
        return this.#emitText(block["text"], emit);
      case "thinking":
        emitThinking(block["thinking"], emit);
        return emitSignature(block["signature"], emit);
      case "redacted_thinking":
        return emit({ type: "redacted_thinking", data: { by: "anthropic", value: asString(block["data"]) ?? "" } });
      case "tool_use":
        return this.#calls.begin(index, block, emit);
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

  #continueBlock(index: unknown, delta: Fields, emit: Emit): void {
    this.#start(null, null, emit);
    const kind = delta["type"] as Anthropic.RawContentBlockDelta["type"];
    switch (kind) {
      case "text_delta":
        return this.#emitText(delta["text"], emit);
      case "thinking_delta":
        return emitThinking(delta["thinking"], emit);
      case "signature_delta":
        return emitSignature(delta["signature"], emit);
      case "input_json_delta":
        return this.#calls.arguments(index, delta["partial_json"], emit);
      case "citations_delta":
        this.#citations.push(delta["citation"]);
        return;
      default:
        kind satisfies never;
    }
  }

  #stopBlock(index: unknown, emit: Emit): void {
    this.#calls.end(index, emit);
    const span = { start: this.#blockStart, end: this.#textLength };
    const citations = this.#citations;
    this.#citations = [];
    for (const value of citations) {
      const citation = readCitation(asObject(value) ?? {}, span);
      if (citation !== null) emit({ type: "citation", citation });
    }
  }

  #changeMessage(event: Fields, emit: Emit): void {
    this.#facts.reportUsage(event["usage"]);
    const delta = asObject(event["delta"]);
    this.#stopReason = asText(delta?.["stop_reason"]) ?? this.#stopReason;
    this.#stopSequence = asText(delta?.["stop_sequence"]) ?? this.#stopSequence;
    const explanation = asText(asObject(delta?.["stop_details"])?.["explanation"]);
    if (this.#stopReason !== "refusal" || explanation === null) return;
    this.#start(null, null, emit);
    emit({ type: "refusal", text: explanation });
  }

  #finish(emit: Emit): void {
    this.#start(null, null, emit);
    this.#calls.restart(emit);
    this.#stopBlock(null, emit);
    const { tokens } = this.facts;
    emit({ type: "finish", reason: finishReason(this.#stopReason), stopSequence: this.#stopSequence, tokens });
  }

  #emitText(text: unknown, emit: Emit): void {
    if (typeof text !== "string" || text === "") return;
    this.#textLength += text.length;
    emit({ type: "text", text });
  }
}

function emitThinking(text: unknown, emit: Emit): void {
  if (typeof text === "string" && text !== "") emit({ type: "thinking", text });
}

function emitSignature(value: unknown, emit: Emit): void {
  if (typeof value === "string" && value !== "") emit({ type: "signature", signature: { by: "anthropic", value } });
}
