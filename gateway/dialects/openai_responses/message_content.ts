import type OpenAI from "openai";
import type { Citation } from "../../translation/answer_part.ts";
import type { ItemListener } from "./output_item.ts";

type OutputText = OpenAI.Responses.ResponseOutputText;
type Refusal = OpenAI.Responses.ResponseOutputRefusal;

/** The content of a message under way: texts and refusals, one after another. */
export class MessageContent {
  readonly #item: OpenAI.Responses.ResponseOutputMessage;
  readonly #index: number;
  readonly #listener: ItemListener;
  #part: OutputText | Refusal | null = null;
  /** How much text the answer had before the part under way, characters. */
  #partStart = 0;

  /** `index`: of the message among the output. */
  constructor(item: OpenAI.Responses.ResponseOutputMessage, index: number, listener: ItemListener) {
    this.#item = item;
    this.#index = index;
    this.#listener = listener;
  }

  /** `before`: how much text the answer has so far, characters. */
  text(delta: string, before: number): void {
    if (this.#part?.type !== "output_text") this.#partStart = before;
    const part = this.#part?.type === "output_text"
      ? this.#part
      : this.#open<OutputText>({ type: "output_text", text: "", annotations: [], logprobs: [] });
    part.text += delta;
    this.#listener({ type: "response.output_text.delta", ...this.#place(), delta, logprobs: [] });
  }

  refusal(delta: string): void {
    const part = this.#part?.type === "refusal" ? this.#part : this.#open<Refusal>({ type: "refusal", refusal: "" });
    part.refusal += delta;
    this.#listener({ type: "response.refusal.delta", ...this.#place(), delta });
  }

  /** A source of the text under way; one of a document has no place in the dialect, nor has one without a text. */
  cite(citation: Citation): void {
    if (this.#part?.type !== "output_text" || citation.type !== "url") return;
    const { url, title, span } = citation;
    const { length } = this.#part.text;
    // Annotations count from their own text's beginning, citations from the answer's.
    const within = (at: number) => Math.max(0, Math.min(length, at - this.#partStart));
    const [start, end] = span === null ? [length, length] : [within(span.start), within(span.end)];
    const annotation = { type: "url_citation", url, title: title ?? url, start_index: start, end_index: end } as const;
    const annotation_index = this.#part.annotations.push(annotation) - 1;
    const type = "response.output_text.annotation.added";
    this.#listener({ type, ...this.#place(), annotation_index, annotation });
  }

  end(status: "completed" | "incomplete"): void {
    this.#endPart();
    this.#item.status = status;
    this.#listener({ type: "response.output_item.done", output_index: this.#index, item: this.#item });
  }

  #open<Part extends OutputText | Refusal>(part: Part): Part {
    this.#endPart();
    this.#part = part;
    this.#item.content.push(part);
    this.#listener({ type: "response.content_part.added", ...this.#place(), part });
    return part;
  }

  #endPart(): void {
    const part = this.#part;
    if (part === null) return;
    const place = this.#place();
    if (part.type === "output_text") {
      this.#listener({ type: "response.output_text.done", ...place, text: part.text, logprobs: [] });
    } else {
      this.#listener({ type: "response.refusal.done", ...place, refusal: part.refusal });
    }
    this.#listener({ type: "response.content_part.done", ...place, part });
    this.#part = null;
  }

  #place(): { item_id: string; output_index: number; content_index: number } {
    return { item_id: this.#item.id, output_index: this.#index, content_index: this.#item.content.length - 1 };
  }
}
