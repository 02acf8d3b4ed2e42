import type OpenAI from "openai";
import { estimateEmbeddingsRequest } from "../../../shared/estimation/estimate_embeddings_request.ts";
import { TranslationNotes } from "../../translation/translation_notes.ts";
import { geminiFault } from "../gemini/errors.ts";
import { asObject, parseJson } from "../untyped.ts";
import type { ProviderCall, WholeAnswer } from "../wire.ts";
import { embeddedTexts } from "./request.ts";
import { readGeminiEmbeddingsUsage } from "./usage.ts";

/** An answer of `batchEmbedContents` as OpenAI gives it, its vectors in base64 where the client asked for that. */
export function geminiEmbeddingsAnswer(call: ProviderCall, bytes: Uint8Array<ArrayBuffer>): WholeAnswer {
  const body = asObject(parseJson(decoder.decode(bytes)));
  if (body === null) return { state: "malformed", detail: "the answer is not a JSON object" };
  const fault = geminiFault(body, call.secret);
  if (fault !== null) return { state: "failed", fault };
  const vectors = readVectors(body["embeddings"]);
  const texts = embeddedTexts(call.body["input"], new TranslationNotes());
  if (vectors === null) return { state: "malformed", detail: "the answer has no vectors" };
  if (vectors.length !== texts.length) {
    return { state: "malformed", detail: `${texts.length} texts were answered with ${vectors.length} vectors` };
  }
  const tokens = readGeminiEmbeddingsUsage(body);
  const promptTokens = tokens?.input ?? estimateEmbeddingsRequest(call.body).inputTokens;
  const answer: EmbeddingsAnswer = {
    object: "list",
    data: vectors.map((vector, index) => ({ object: "embedding", index, embedding: written(vector, call) })),
    model: call.model,
    usage: { prompt_tokens: promptTokens, total_tokens: promptTokens },
  };
  return {
    state: "answered",
    bytes: encoder.encode(JSON.stringify(answer)),
    facts: { tokens, modelServed: null, serviceTier: null },
  };
}

/** The SDK's type knows vectors alone; its client asks for base64 all the same. */
type EmbeddingsAnswer = Omit<OpenAI.CreateEmbeddingResponse, "data"> & {
  data: (Omit<OpenAI.Embedding, "embedding"> & { embedding: number[] | string })[];
};

const decoder = new TextDecoder();
const encoder = new TextEncoder();

function readVectors(value: unknown): number[][] | null {
  if (!Array.isArray(value)) return null;
  const vectors = value.map((one) => asObject(one)?.["values"]);
  return vectors.every(isVector) ? vectors : null;
}

function isVector(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "number");
}

function written(vector: number[], { body }: ProviderCall): number[] | string {
  return body["encoding_format"] === "base64" ? base64(vector) : vector;
}

/** As 32-bit floats, little end first, whatever this machine's own order. */
function base64(vector: readonly number[]): string {
  const bytes = new Uint8Array(vector.length * 4);
  const view = new DataView(bytes.buffer);
  vector.forEach((value, index) => view.setFloat32(index * 4, value, true));
  return bytes.toBase64();
}
