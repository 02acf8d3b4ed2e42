import { estimateMockTokens } from "./mock_answer.ts";
import type { MockScript } from "./mock_script.ts";

export type MockEmbeddings =
  | { state: "embedded"; bytes: Uint8Array<ArrayBuffer> }
  /** `detail` is a sentence for whoever asked. */
  | { state: "invalid"; detail: string };

/**
 * Answers a parsed request for embeddings as OpenAI does: a vector of length 1 for each text or list of tokens, which
 * follows from that alone. `dimensions` is up to 4,096, 8 by default; all vectors together hold a million numbers at most.
 */
export function mockEmbeddings(
  body: Readonly<Record<string, unknown>>,
  model: string,
  script: MockScript,
): MockEmbeddings {
  const inputs = readInputs(body["input"]);
  if (inputs === null) return { state: "invalid", detail: "'input' must be a text, tokens, or a list of either." };
  const dimensions = body["dimensions"] ?? DIMENSIONS_DEFAULT;
  if (
    typeof dimensions !== "number" || !Number.isInteger(dimensions) || dimensions < 1 || dimensions > DIMENSIONS_MAX
  ) {
    return { state: "invalid", detail: `'dimensions' must be a whole number from 1 to ${DIMENSIONS_MAX}.` };
  }
  if (inputs.length * dimensions > NUMBERS_MAX) {
    return { state: "invalid", detail: `The vectors must not hold more than ${NUMBERS_MAX} numbers together.` };
  }
  const write = body["encoding_format"] === "base64" ? toBase64 : toNumbers;
  const data = inputs.map((input, index) => {
    return { object: "embedding", index, embedding: write(unitVector(JSON.stringify(input), dimensions)) };
  });
  const tokens = script.input_tokens ?? inputs.reduce((sum: number, input) => sum + tokensOf(input), 0);
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  return { state: "embedded", bytes: encoder.encode(JSON.stringify({ object: "list", data, model, usage })) };
}

const DIMENSIONS_DEFAULT = 8;
const DIMENSIONS_MAX = 4_096;
const NUMBERS_MAX = 1_000_000;
const encoder = new TextEncoder();

type Input = string | readonly number[];

function readInputs(value: unknown): Input[] | null {
  if (typeof value === "string") return [value];
  if (!Array.isArray(value) || value.length === 0) return null;
  if (isTokens(value)) return [value];
  return value.every((one) => typeof one === "string") || value.every(isTokens) ? value : null;
}

function isTokens(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every((token) => Number.isSafeInteger(token));
}

function tokensOf(input: Input): number {
  return typeof input === "string" ? Math.max(1, estimateMockTokens(input.length)) : input.length;
}

/** Numbers are rounded to Float32 first, so that both formats of an answer hold the same. */
function unitVector(seed: string, dimensions: number): Float32Array {
  const next = noise(hash(seed));
  const vector = Float64Array.from({ length: dimensions }, next);
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => value / length);
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state >>> 0;
}

/** Numbers between -1 and 1, by splitmix32; never 0, so that no vector is without a direction. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (((mixed ^ (mixed >>> 15)) >>> 0) + 0.5) / 2 ** 31 - 1;
  };
}

function toNumbers(vector: Float32Array): number[] {
  return [...vector];
}

/** Float32, little-endian, whatever this machine's own order is. */
function toBase64(vector: Float32Array): string {
  const view = new DataView(new ArrayBuffer(vector.length * 4));
  vector.forEach((value, index) => view.setFloat32(index * 4, value, true));
  return new Uint8Array(view.buffer).toBase64();
}
