import { reasoningOrigin } from "../../dialects/openai_chat/reasoning_format.ts";
import type { AnswerPart } from "../../translation/answer_part.ts";
import type { Signature } from "../../translation/conversation.ts";
import { asObject, asString, asText } from "../untyped.ts";

type Emit = (part: AnswerPart) => void;
type Fields = Record<string, unknown>;

/**
 * Reads the thinking of deltas and messages: `reasoning_details` (OpenRouter, other gateways) where there are any, else
 * `reasoning_content` (most) or `reasoning` (Groq, Cerebras), which say the same as each other and as the details.
 */
export class ReasoningReader {
  /** What was thought since the last block ended, and is not signed yet. */
  #text = "";
  /** Signatures of calls by their ids, which come before the calls do. */
  readonly #ofCalls = new Map<string, Signature>();

  read(delta: Fields, emit: Emit): void {
    const details = delta["reasoning_details"];
    if (Array.isArray(details) && details.length > 0) {
      for (const detail of details) this.#readDetail(asObject(detail) ?? {}, emit);
    } else {
      this.#think(asText(delta["reasoning_content"]) ?? asText(delta["reasoning"]) ?? "", emit);
    }
  }

  /** Reads the thinking among Mistral's content parts: texts in a list. */
  readContentPart(part: Fields, emit: Emit): void {
    const texts = Array.isArray(part["thinking"]) ? part["thinking"] : [];
    for (const text of texts) this.#think(asString(asObject(text)?.["text"]) ?? "", emit);
  }

  /** Something else is said: what was thought before it is signed no more. */
  endBlock(): void {
    this.#text = "";
  }

  /** What signs the call of an id; null when nothing does. */
  signatureOf(id: string): Signature | null {
    const signature = this.#ofCalls.get(id) ?? null;
    this.#ofCalls.delete(id);
    return signature;
  }

  #readDetail(detail: Fields, emit: Emit): void {
    const by = reasoningOrigin(detail["format"]);
    switch (detail["type"]) {
      case "reasoning.text": {
        const text = asString(detail["text"]) ?? "";
        const value = asText(detail["signature"]);
        // A whole detail behind the thinking that it signs, as our own answers have it, says nothing twice.
        if (value === null || text !== this.#text) this.#think(text, emit);
        if (value !== null && by !== null) this.#sign({ by, value }, emit);
        return;
      }
      case "reasoning.summary":
        return this.#think(asString(detail["summary"]) ?? "", emit);
      case "reasoning.encrypted": {
        const value = asText(detail["data"]);
        if (value !== null && by !== null) this.#readEncrypted({ by, value }, asText(detail["id"]), emit);
        return;
      }
    }
  }

  #readEncrypted(data: Signature, id: string | null, emit: Emit): void {
    if (data.by === "gemini" && id !== null) this.#ofCalls.set(id, data);
    else if (data.by === "gemini" || this.#text !== "" && data.by === "openai") this.#sign(data, emit);
    else {
      this.#text = "";
      emit({ type: "redacted_thinking", data });
    }
  }

  #think(text: string, emit: Emit): void {
    if (text === "") return;
    this.#text += text;
    emit({ type: "thinking", text });
  }

  #sign(signature: Signature, emit: Emit): void {
    this.#text = "";
    emit({ type: "signature", signature });
  }
}
