import type Anthropic from "@anthropic-ai/sdk";
import { SseDecoder } from "../../streams/sse_decoder.ts";
import type { AnswerFacts, AnswerStream, AnswerStreamSink, ProviderCall, ProviderFault } from "../wire.ts";
import { asObject, asString, asText, parseJson } from "../untyped.ts";
import { malformedFault, UnstreamedBody } from "../unstreamed_body.ts";
import { refusalOf } from "./anthropic_messages_to_openai_chat.ts";
import { ChatChunks, type ChatDelta } from "./chat_chunks.ts";
import { writeChatUsage } from "./chat_usage.ts";
import { anthropicFault } from "./errors.ts";
import { finishReason } from "./finish_reason.ts";
import { ToolCallNumbers } from "./tool_call_numbers.ts";
import { AnthropicUsage } from "./usage.ts";

type Fields = Record<string, unknown>;

/**
 * Turns a message's event stream into a chat completion's. `message_stop` is the terminal, and nothing after it is read;
 * the finish reason, usage and `[DONE]` go out together with it, so that a stream cut short never looks finished. A second
 * `message_start` before it begins the usage and the numbers of blocks anew and is no second answer.
 */
export class AnthropicAnswerStream implements AnswerStream {
  readonly #call: ProviderCall;
  readonly #sink: AnswerStreamSink;
  readonly #created: number;
  readonly #decoder: SseDecoder;
  readonly #usage = new AnthropicUsage();
  readonly #calls = new ToolCallNumbers();
  #chunks: ChatChunks | null = null;
  #modelServed: string | null = null;
  #serviceTier: string | null = null;
  #stopReason: string | null = null;
  readonly #unstreamed = new UnstreamedBody();
  #isEnded = false;
  /** The provider has closed: what is left may be half an event. */
  #isClosing = false;

  // What one push gives goes out as one piece.
  #out = "";
  #frames = 0;
  #content = false;

  /** `nowMs`: what the completion is dated, epoch milliseconds. */
  constructor(call: ProviderCall, sink: AnswerStreamSink, nowMs: number) {
    this.#call = call;
    this.#sink = sink;
    this.#created = Math.floor(nowMs / 1_000);
    this.#decoder = new SseDecoder((event) => this.#onEvent(event.data));
  }

  get facts(): AnswerFacts {
    return { tokens: this.#usage.tokens, modelServed: this.#modelServed, serviceTier: this.#serviceTier };
  }

  push(chunk: Uint8Array<ArrayBuffer>): void {
    if (this.#isEnded || this.#unstreamed.takes(chunk)) return;
    const fits = this.#decoder.push(chunk);
    if (this.#isEnded) return;
    this.#flush();
    if (!fits) this.#fail(malformedFault("an event is larger than 16 MiB"));
  }

  end(): void {
    if (this.#isEnded) return;
    if (this.#unstreamed.isUnstreamed) return this.#fail(this.#unstreamed.fault((body) => this.#bodyFault(body)));
    // An event that only lacks its blank line counts; half an event must not hide that the stream was cut.
    this.#isClosing = true;
    this.#decoder.end();
    if (!this.#isEnded) this.#fail(malformedFault("the stream ended without its terminal (message_stop)"));
  }

  #onEvent(data: string): void {
    if (this.#isEnded) return;
    const event = asObject(parseJson(data));
    if (event !== null) this.#read(event);
    else if (!this.#isClosing && data.trim() !== "") this.#fail(malformedFault("an event is not a JSON object"));
  }

  #read(event: Fields): void {
    const kind = event["type"] as Anthropic.RawMessageStreamEvent["type"] | "ping" | "error";
    switch (kind) {
      case "message_start":
        return this.#startMessage(asObject(event["message"]) ?? {});
      case "content_block_start":
        return this.#startBlock(event["index"], asObject(event["content_block"]) ?? {});
      case "content_block_delta":
        return this.#continueBlock(event["index"], asObject(event["delta"]) ?? {});
      case "content_block_stop":
        return this.#sendCall(this.#calls.end(event["index"]));
      case "message_delta":
        return this.#changeMessage(event);
      case "message_stop":
        return this.#finish();
      case "error":
        return this.#fail(anthropicFault(event, this.#call.secret));
      case "ping":
        return;
      default:
        // A kind of event that came later than this code is nothing that it needs.
        kind satisfies never;
    }
  }

  #startMessage(message: Fields): void {
    this.#usage.report(message["usage"]);
    this.#serviceTier = asText(asObject(message["usage"])?.["service_tier"]) ?? this.#serviceTier;
    this.#calls.restart();
    if (this.#chunks !== null) return;
    this.#modelServed = asText(message["model"]);
    this.#writer(asText(message["id"]));
    this.#send({ role: "assistant", content: "" }, false);
  }

  #startBlock(index: unknown, block: Fields): void {
    const kind = block["type"] as Anthropic.ContentBlock["type"];
    switch (kind) {
      case "text":
        return this.#sendText("content", block["text"]);
      case "thinking":
        return this.#sendText("reasoning_content", block["thinking"]);
      case "tool_use": {
        const call = { id: asString(block["id"]) ?? "", name: asString(block["name"]) ?? "", input: block["input"] };
        return this.#sendCall(this.#calls.begin(index, call));
      }
      case "redacted_thinking":
        return this.#noteContent();
      // The client asked for none of the provider's own tools, and could not read what they did.
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

  #continueBlock(index: unknown, delta: Fields): void {
    const kind = delta["type"] as Anthropic.RawContentBlockDelta["type"];
    switch (kind) {
      case "text_delta":
        return this.#sendText("content", delta["text"]);
      case "thinking_delta":
        return this.#sendText("reasoning_content", delta["thinking"]);
      case "input_json_delta":
        return this.#sendCall(this.#calls.arguments(index, asString(delta["partial_json"]) ?? ""));
      // The dialect has no place for it, but a model that has signed its thinking has begun to answer.
      case "signature_delta":
        return this.#noteContent();
      case "citations_delta":
        return;
      default:
        kind satisfies never;
    }
  }

  #changeMessage(event: Fields): void {
    this.#usage.report(event["usage"]);
    const delta = asObject(event["delta"]);
    this.#stopReason = asText(delta?.["stop_reason"]) ?? this.#stopReason;
    const refusal = refusalOf(this.#stopReason, delta?.["stop_details"]);
    if (refusal !== null) this.#send({ refusal }, true);
  }

  #finish(): void {
    this.#flush();
    const chunks = this.#writer(null);
    const { tokens } = this.#usage;
    const usage = this.#call.usageAsked && tokens !== null ? chunks.usage(writeChatUsage(tokens)) : "";
    this.#isEnded = true;
    this.#sink.terminal(encoder.encode(`${chunks.finish(finishReason(this.#stopReason))}${usage}data: [DONE]\n\n`));
  }

  #fail(fault: ProviderFault): void {
    this.#flush();
    this.#isEnded = true;
    this.#sink.fault(fault);
  }

  #bodyFault(body: Fields): ProviderFault | null {
    return asObject(body["error"]) === null ? null : anthropicFault(body, this.#call.secret);
  }

  #sendText(field: "content" | "reasoning_content", text: unknown): void {
    if (typeof text === "string" && text !== "") this.#send({ [field]: text }, true);
  }

  #sendCall(call: NonNullable<ChatDelta["tool_calls"]>[number] | null): void {
    if (call !== null) this.#send({ tool_calls: [call] }, true);
  }

  #send(delta: ChatDelta, content: boolean): void {
    this.#out += this.#writer(null).delta(delta);
    this.#frames++;
    this.#content ||= content;
  }

  /** Content that has no bytes in this dialect still opens the gate. */
  #noteContent(): void {
    this.#content = true;
  }

  #flush(): void {
    if (this.#out === "" && !this.#content) return;
    const bytes = encoder.encode(this.#out);
    const [frames, content] = [this.#frames, this.#content];
    this.#out = "";
    this.#frames = 0;
    this.#content = false;
    this.#sink.bytes(bytes, frames, content);
  }

  #writer(id: string | null): ChatChunks {
    return this.#chunks ??= new ChatChunks({
      id: id ?? "",
      created: this.#created,
      model: this.#modelServed ?? this.#call.model,
      usageAsked: this.#call.usageAsked,
    });
  }
}

const encoder = new TextEncoder();
