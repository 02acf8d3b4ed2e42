import type { AnswerPart } from "../../translation/answer_part.ts";
import type { Signature } from "../../translation/conversation.ts";
import type { PartReader } from "../../translation/part_reader.ts";
import { providerMessage } from "../provider_message.ts";
import { malformedFault } from "../unstreamed_body.ts";
import { asObject, asText } from "../untyped.ts";
import { type AnswerFacts, NO_FACTS, type ProviderFault } from "../wire.ts";
import { GeminiCitations } from "./citations.ts";
import { geminiFault } from "./errors.ts";
import { type GeminiFinish, geminiFinish } from "./finish_reason.ts";
import { PartialArguments } from "./partial_arguments.ts";
import { readGeminiUsage } from "./usage.ts";

type Fields = Record<string, unknown>;
type Emit = (part: AnswerPart) => void;

export interface GeminiReading {
  secret: string | null;
  newId(prefix: string): string;
}

/**
 * Reads the responses that a streamed answer comes in, or the one that a whole answer is. There is no terminal: the answer
 * has ended well when its body closes after a finish reason, or after the prompt was blocked. Counts are those of the
 * answer so far, so that the last ones hold.
 */
export class GeminiPartReader implements PartReader {
  readonly #reading: GeminiReading;
  readonly #citations = new GeminiCitations();
  #facts: AnswerFacts = NO_FACTS;
  #isStarted = false;
  #text = "";
  #calls = 0;
  /** The call whose arguments are still coming. */
  #open: { call: number; arguments: PartialArguments } | null = null;
  #finishReason: string | null = null;
  /** How the answer ends because the prompt was blocked; null as long as it was not. */
  #blocked: GeminiFinish | null = null;

  constructor(reading: GeminiReading) {
    this.#reading = reading;
  }

  get facts(): AnswerFacts {
    return this.#facts;
  }

  read(event: Fields, emit: Emit): ProviderFault | null {
    const fault = geminiFault(event, this.#reading.secret);
    if (fault !== null) return fault;
    this.#learn(event);
    if (!this.#isStarted) {
      this.#isStarted = true;
      emit({ type: "start", id: asText(event["responseId"]), model: this.#facts.modelServed });
    }
    const blockReason = asText(asObject(event["promptFeedback"])?.["blockReason"]);
    if (blockReason !== null) this.#blocked = { state: "finished", reason: "content_filter" };
    const candidate = firstCandidate(event["candidates"]);
    return candidate === null ? null : this.#readCandidate(candidate, emit);
  }

  close(emit: Emit): void {
    const finish = this.#finishReason === null ? this.#blocked : geminiFinish(this.#finishReason, this.#calls > 0);
    if (finish?.state !== "finished") return;
    this.#endCall(emit);
    for (const citation of this.#citations.of(this.#text)) emit({ type: "citation", citation });
    emit({ type: "finish", reason: finish.reason, stopSequence: null, tokens: this.#facts.tokens });
  }

  #learn(event: Fields): void {
    const usage = event["usageMetadata"];
    this.#facts = {
      tokens: readGeminiUsage(usage) ?? this.#facts.tokens,
      modelServed: asText(event["modelVersion"]) ?? this.#facts.modelServed,
      serviceTier: asText(asObject(usage)?.["serviceTier"]) ?? this.#facts.serviceTier,
    };
  }

  #readCandidate(candidate: Fields, emit: Emit): ProviderFault | null {
    this.#citations.learn(candidate);
    const parts = asObject(candidate["content"])?.["parts"];
    for (const part of Array.isArray(parts) ? parts : []) {
      const fault = this.#readPart(asObject(part) ?? {}, emit);
      if (fault !== null) return fault;
    }
    const finishReason = asText(candidate["finishReason"]);
    if (finishReason === null || finishReason === "FINISH_REASON_UNSPECIFIED") return null;
    this.#finishReason = finishReason;
    const finish = geminiFinish(finishReason, false);
    if (finish.state === "finished") return null;
    const message = [`the answer ended with ${finishReason}`, asText(candidate["finishMessage"])].filter((one) => one);
    return faultOf(finish.errorClass, providerMessage(message.join(": "), this.#reading.secret));
  }

  #readPart(part: Fields, emit: Emit): ProviderFault | null {
    const signature = signatureOf(part["thoughtSignature"]);
    const call = asObject(part["functionCall"]);
    if (call !== null) return this.#readCall(call, signature, emit);
    const isThought = part["thought"] === true;
    const media = asObject(part["inlineData"]);
    if (media !== null && !isThought) return mediaFault(asText(media["mimeType"]));
    const text = part["text"];
    // What tools of Gemini's own did was not asked for by the client, who could not read it.
    if (typeof text !== "string") return null;
    if (text !== "") emit({ type: isThought ? "thinking" : "text", text });
    if (!isThought) this.#text += text;
    if (signature !== null) emit({ type: "signature", signature });
    return null;
  }

  #readCall(call: Fields, signature: Signature | null, emit: Emit): ProviderFault | null {
    const name = asText(call["name"]);
    const pieces = Array.isArray(call["partialArgs"]) ? call["partialArgs"] : [];
    if (name !== null) {
      this.#endCall(emit);
      const number = this.#calls++;
      this.#open = { call: number, arguments: new PartialArguments(asObject(call["args"])) };
      const id = asText(call["id"]) ?? this.#reading.newId("call_");
      emit({ type: "tool_call", call: number, id, name, signature });
    }
    for (const piece of pieces) {
      if (this.#open?.arguments.add(asObject(piece) ?? {}) !== true) {
        return malformedFault("the arguments of a call cannot be put together");
      }
    }
    if (call["willContinue"] !== true) this.#endCall(emit);
    return null;
  }

  #endCall(emit: Emit): void {
    if (this.#open === null) return;
    emit({ type: "tool_arguments", call: this.#open.call, json: this.#open.arguments.json });
    this.#open = null;
  }
}

/** More than one are never asked for. */
function firstCandidate(value: unknown): Fields | null {
  const candidates = Array.isArray(value) ? value.map(asObject) : [];
  return candidates.find((candidate) => candidate !== null && (candidate["index"] ?? 0) === 0) ?? null;
}

function signatureOf(value: unknown): Signature | null {
  const text = asText(value);
  return text === null ? null : { by: "gemini", value: text };
}

/** To leave an image out would be to say that there was none. */
function mediaFault(mediaType: string | null): ProviderFault {
  return faultOf("invalid_request", `the model answered with ${mediaType ?? "media"}, which this API cannot give back`);
}

function faultOf(errorClass: ProviderFault["errorClass"], message: string): ProviderFault {
  return { errorClass, status: null, message, retryAfterMs: null, clientBody: null };
}
