import type OpenAI from "openai";
import { FOREIGN_REASONING_ID } from "../../wires/openai_responses/foreign_items.ts";
import type { AnswerPart } from "../../translation/answer_part.ts";
import type { Signature } from "../../translation/conversation.ts";
import { signCallId } from "../../translation/signature.ts";
import { JsonObjectEnd } from "../anthropic_messages/json_object_end.ts";
import { writeEncrypted } from "./encrypted_content.ts";
import { MessageContent } from "./message_content.ts";
import type { ItemListener, OutputItem, SaidPart } from "./output_item.ts";

type Reasoning = OpenAI.Responses.ResponseReasoningItem;
type FunctionCall = OpenAI.Responses.ResponseFunctionToolCall;

/**
 * Puts the parts of an answer together as the items of a response's output, and tells of every step as a stream does.
 *
 * A message goes on until something is thought or called; thinking until it is signed or something else is said. A call is
 * over as soon as its arguments are a whole JSON object, so that the calls of most providers follow each other; where
 * arguments of several are mixed, their items stay open beside each other.
 */
export class OutputItems {
  /** By their output index; changed until they are told to be done. */
  readonly items: OutputItem[] = [];
  readonly #newId: (prefix: string) => string;
  readonly #listener: ItemListener;
  #message: MessageContent | null = null;
  #textChars = 0;
  #reasoning: { item: Reasoning; index: number } | null = null;
  /** By their numbers; null once they are over. */
  readonly #calls: (OpenCall | null)[] = [];

  /** `listener` hears of every step at once, and must not keep what it is given: items and parts go on changing. */
  constructor(newId: (prefix: string) => string, listener: ItemListener) {
    this.#newId = newId;
    this.#listener = listener;
  }

  /** Whether a refusal was said. */
  get hasRefusal(): boolean {
    return this.items.some((item) => item.type === "message" && item.content.some((part) => part.type === "refusal"));
  }

  add(part: SaidPart): void {
    switch (part.type) {
      case "text":
      case "refusal":
        return part.text === "" ? undefined : this.#say(part);
      case "thinking":
        return part.text === "" ? undefined : this.#think(part.text);
      case "signature":
        return this.#encrypt({ signature: part.signature, isRedacted: false });
      case "redacted_thinking":
        this.#endReasoning();
        return this.#encrypt({ signature: part.data, isRedacted: true });
      case "tool_call":
        return this.#openCall(part);
      case "tool_arguments":
        return this.#addArguments(part.call, part.json);
      case "citation":
        this.#message?.cite(part.citation);
        return;
    }
  }

  /** Nothing more comes: what is not over by now is `incomplete` where the answer is. */
  close(status: "completed" | "incomplete"): void {
    this.#endReasoning();
    this.#endMessage(status);
    this.#calls.forEach((_call, number) => this.#endCall(number, status));
  }

  #begin(item: OutputItem): number {
    const index = this.items.push(item) - 1;
    this.#listener({ type: "response.output_item.added", output_index: index, item });
    return index;
  }

  #say({ type, text }: Extract<SaidPart, { type: "text" | "refusal" }>): void {
    this.#endReasoning();
    this.#message ??= this.#openMessage();
    if (type === "refusal") return this.#message.refusal(text);
    this.#message.text(text, this.#textChars);
    this.#textChars += text.length;
  }

  #openMessage(): MessageContent {
    const item = { id: this.#newId("msg_"), type: "message", role: "assistant" } as const;
    const message = { ...item, status: "in_progress" as const, content: [] };
    return new MessageContent(message, this.#begin(message), this.#listener);
  }

  #endMessage(status: "completed" | "incomplete" = "completed"): void {
    this.#message?.end(status);
    this.#message = null;
  }

  #think(text: string): void {
    this.#endMessage();
    if (this.#reasoning === null) {
      this.#reasoning = this.#openReasoning();
      const { item, index } = this.#reasoning;
      const part = { type: "summary_text", text: "" } as const;
      item.summary.push({ ...part });
      this.#listener({ type: "response.reasoning_summary_part.added", ...placeOf(item, index), part });
    }
    const { item, index } = this.#reasoning;
    item.summary[0]!.text += text;
    this.#listener({ type: "response.reasoning_summary_text.delta", ...placeOf(item, index), delta: text });
  }

  /** What is encrypted ends the thinking that it signs; by itself it is an item without any, beside a message under way. */
  #encrypt(content: { signature: Signature; isRedacted: boolean }): void {
    this.#reasoning ??= this.#openReasoning();
    this.#reasoning.item.encrypted_content = writeEncrypted(content);
    this.#endReasoning();
  }

  #openReasoning(): { item: Reasoning; index: number } {
    // OpenAI would look for the items of its own among what it has stored.
    const item: Reasoning = { id: this.#newId(FOREIGN_REASONING_ID), type: "reasoning", summary: [] };
    return { item, index: this.#begin(item) };
  }

  #endReasoning(): void {
    if (this.#reasoning === null) return;
    const { item, index } = this.#reasoning;
    this.#reasoning = null;
    const part = item.summary[0];
    if (part !== undefined) {
      const { text } = part;
      this.#listener({ type: "response.reasoning_summary_text.done", ...placeOf(item, index), text });
      this.#listener({ type: "response.reasoning_summary_part.done", ...placeOf(item, index), part });
    }
    this.#listener({ type: "response.output_item.done", output_index: index, item });
  }

  #openCall({ call, id, name, signature }: Extract<AnswerPart, { type: "tool_call" }>): void {
    this.#endReasoning();
    this.#endMessage();
    const item: FunctionCall & { id: string } = {
      id: this.#newId("fc_"),
      type: "function_call",
      status: "in_progress",
      call_id: signCallId(id, signature),
      name,
      arguments: "",
    };
    this.#calls[call] = { item, index: this.#begin(item), end: new JsonObjectEnd() };
  }

  #addArguments(number: number, json: string): void {
    const call = this.#calls[number];
    // Behind a whole object there is nothing that could be meant.
    if (call === null || call === undefined || json === "") return;
    const { item, index, end } = call;
    item.arguments += json;
    const place = { item_id: item.id, output_index: index };
    this.#listener({ type: "response.function_call_arguments.delta", ...place, delta: json });
    if (end.push(json)) this.#endCall(number, "completed");
  }

  #endCall(number: number, status: "completed" | "incomplete"): void {
    const call = this.#calls[number];
    if (call === null || call === undefined) return;
    const { item, index } = call;
    if (item.arguments === "" && status === "completed") item.arguments = "{}";
    item.status = status;
    this.#calls[number] = null;
    // OpenAI's description has the name here, the SDK's types do not.
    const said = { name: item.name, arguments: item.arguments };
    const place = { item_id: item.id, output_index: index };
    this.#listener({ type: "response.function_call_arguments.done", ...place, ...said });
    this.#listener({ type: "response.output_item.done", output_index: index, item });
  }
}

interface OpenCall {
  item: FunctionCall & { id: string };
  index: number;
  end: JsonObjectEnd;
}

function placeOf(item: Reasoning, index: number) {
  return { item_id: item.id, output_index: index, summary_index: 0 };
}
