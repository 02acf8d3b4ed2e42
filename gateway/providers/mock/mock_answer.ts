import { asObject, asString } from "../../wires/untyped.ts";
import { exampleValue } from "./example_value.ts";
import type { MockScript } from "./mock_script.ts";

/** What the mock says, before it is put on the wire: all of it follows from the request and the script. */
export interface MockAnswer {
  /** What it thinks before it answers, a word each; empty for none. */
  reasoning: string[];
  /** The text in the pieces that it streams in; empty when tools are called instead. */
  pieces: string[];
  /** Calls of tools instead of text. */
  calls: MockToolCall[];
  /** `reasoning_tokens` are among `completion_tokens`, and `cached_tokens` among `prompt_tokens`. */
  usage: { prompt_tokens: number; completion_tokens: number; cached_tokens: number; reasoning_tokens: number };
}

/** A call of a tool, its arguments in the pieces that they stream in. */
export interface MockToolCall {
  name: string;
  pieces: string[];
}

/** Composes the answer to a parsed chat completions request. */
export function composeMockAnswer(body: Readonly<Record<string, unknown>>, script: MockScript): MockAnswer {
  const messages = Array.isArray(body["messages"]) ? body["messages"].map(asObject) : [];
  const calls = calledTools(body, messages, script);
  const pieces = calls.length > 0 ? [] : writePieces(body, messages, script);
  const said = calls.length > 0 ? calls.map((call) => call.arguments).join("") : pieces.join("");
  const reasoning = writeWords(script.reasoning ?? 0);
  return {
    reasoning,
    pieces,
    calls: calls.map((call) => ({
      name: call.name,
      pieces: cut(call.arguments, script.chunks ?? TOOL_PIECES_DEFAULT),
    })),
    usage: countUsage(messages, script, { said, reasoning: reasoning.join("") }),
  };
}

/** About four characters a token. */
export function estimateMockTokens(characters: number): number {
  return Math.ceil(characters / 4);
}

const CHUNKS_DEFAULT = 12;
const TOOL_PIECES_DEFAULT = 3;
const PIECE_CHARS = 8;
const WORDS =
  ("This answer was made up by the mock provider: it costs nothing, calls nobody, and says the same words " +
    "every time, so that a test, a benchmark or a demonstration can rely on it.").split(" ");

type Messages = readonly (Record<string, unknown> | null)[];

function writePieces(body: Readonly<Record<string, unknown>>, messages: Messages, script: MockScript): string[] {
  // An echo comes first: by it a test gets exactly the JSON that it wants.
  const text = script.echo ? lastUserText(messages) : structuredText(body);
  if (text === null) return writeWords(script.chunks ?? CHUNKS_DEFAULT);
  return cut(text, script.chunks ?? Math.max(1, Math.ceil(text.length / PIECE_CHARS)));
}

/** The JSON that a request's `response_format` asks for; null when it asks for text. */
function structuredText(body: Readonly<Record<string, unknown>>): string | null {
  const format = asObject(body["response_format"]);
  switch (format?.["type"]) {
    case "json_schema":
      return JSON.stringify(exampleValue(asObject(format["json_schema"])?.["schema"] ?? { type: "object" }));
    case "json_object":
      return JSON.stringify({ answer: writeWords(CHUNKS_DEFAULT).join("") });
    default:
      return null;
  }
}

/** One word a piece, so that pieces can be counted by eye. */
function writeWords(count: number): string[] {
  return Array.from({ length: count }, (_, i) => (i === 0 ? "" : " ") + WORDS[i % WORDS.length]);
}

/** Cuts into `count` pieces, at spaces where there are enough; pieces may be empty when the text is shorter. */
function cut(text: string, count: number): string[] {
  const words = text.split(/(?= )/);
  if (words.length === count) return words;
  const characters = [...text];
  const pieces: string[] = [];
  for (let i = 0; i < count; i++) {
    const from = Math.floor((i * characters.length) / count);
    pieces.push(characters.slice(from, Math.floor(((i + 1) * characters.length) / count)).join(""));
  }
  return pieces;
}

interface Call {
  name: string;
  arguments: string;
}

/** A conversation that ends in a tool's result gets text, so that agents come to an end. */
function calledTools(body: Readonly<Record<string, unknown>>, messages: Messages, script: MockScript): Call[] {
  if (messages.at(-1)?.["role"] === "tool") return [];
  const declared = Array.isArray(body["tools"])
    ? body["tools"].map((tool) => asObject(asObject(tool)?.["function"])).filter((tool) => tool !== null)
    : [];
  if (script.tools !== undefined) return declared.slice(0, script.tools).map((tool) => callOf(nameOf(tool), tool));
  if (script.tool === undefined) return [];
  if (script.tool === "") return [callOf(nameOf(declared[0]), declared[0])];
  return [callOf(script.tool, declared.find((tool) => tool["name"] === script.tool))];
}

function nameOf(tool: Readonly<Record<string, unknown>> | undefined): string {
  return asString(tool?.["name"]) ?? "get_weather";
}

function callOf(name: string, tool: Readonly<Record<string, unknown>> | undefined): Call {
  if (tool === undefined) return { name, arguments: '{"location":"Paris"}' };
  return { name, arguments: JSON.stringify(asObject(exampleValue(tool["parameters"] ?? NO_PARAMETERS)) ?? {}) };
}

const NO_PARAMETERS = { type: "object" };

function lastUserText(messages: Messages): string {
  return textOf(messages.findLast((message) => message?.["role"] === "user")?.["content"]);
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return Array.isArray(content) ? content.map((part) => asString(asObject(part)?.["text"]) ?? "").join("") : "";
}

function countUsage(messages: Messages, script: MockScript, answer: { said: string; reasoning: string }) {
  const prompt = script.input_tokens ?? promptTokens(messages);
  const reasoning = estimateMockTokens(answer.reasoning.length);
  const completion = script.output_tokens ?? reasoning + estimateMockTokens(answer.said.length);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    cached_tokens: Math.min(prompt, script.cached_tokens ?? 0),
    reasoning_tokens: Math.min(completion, reasoning),
  };
}

/** Four tokens around each message, as the real ones have it. */
function promptTokens(messages: Messages): number {
  let tokens = 0;
  for (const message of messages) tokens += 4 + estimateMockTokens(textOf(message?.["content"]).length);
  return tokens;
}
