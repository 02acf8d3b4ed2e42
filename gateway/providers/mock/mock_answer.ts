import { asObject, asString } from "../../wires/untyped.ts";
import type { MockScript } from "./mock_script.ts";

/** What the mock says, before it is put on the wire: all of it follows from the request and the script. */
export interface MockAnswer {
  /** The text in the pieces that it streams in; empty for a tool call. */
  pieces: string[];
  /** A call of a tool instead of text, its arguments in pieces. */
  tool: { name: string; pieces: string[] } | null;
  usage: { prompt_tokens: number; completion_tokens: number; cached_tokens: number };
}

/** Composes the answer to a parsed chat completions request. */
export function composeMockAnswer(body: Readonly<Record<string, unknown>>, script: MockScript): MockAnswer {
  const messages = Array.isArray(body["messages"]) ? body["messages"].map(asObject) : [];
  const tool = calledTool(body, messages, script);
  const text = tool !== null ? "" : script.echo ? lastUserText(messages) : writeText(script.chunks ?? CHUNKS_DEFAULT);
  const count = script.chunks ??
    (script.echo ? Math.max(1, Math.ceil(text.length / ECHO_PIECE_CHARS)) : CHUNKS_DEFAULT);
  const said = tool === null ? text : tool.arguments;
  const prompt = script.input_tokens ?? promptTokens(messages);
  return {
    pieces: tool === null ? cut(text, count) : [],
    tool: tool === null ? null : { name: tool.name, pieces: cut(tool.arguments, script.chunks ?? TOOL_PIECES_DEFAULT) },
    usage: {
      prompt_tokens: prompt,
      completion_tokens: script.output_tokens ?? estimateTokens(said.length),
      cached_tokens: Math.min(prompt, script.cached_tokens ?? 0),
    },
  };
}

const CHUNKS_DEFAULT = 12;
const TOOL_PIECES_DEFAULT = 3;
const ECHO_PIECE_CHARS = 8;
const WORDS =
  ("This answer was made up by the mock provider: it costs nothing, calls nobody, and says the same words " +
    "every time, so that a test, a benchmark or a demonstration can rely on it.").split(" ");

/** One word a piece, so that pieces can be counted by eye. */
function writeText(words: number): string {
  const text: string[] = [];
  for (let i = 0; i < words; i++) text.push(WORDS[i % WORDS.length]!);
  return text.join(" ");
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

/** A conversation that ends in a tool's result gets text, so that agents come to an end. */
function calledTool(
  body: Readonly<Record<string, unknown>>,
  messages: readonly (Record<string, unknown> | null)[],
  script: MockScript,
): { name: string; arguments: string } | null {
  if (script.tool === undefined || messages.at(-1)?.["role"] === "tool") return null;
  const declared = Array.isArray(body["tools"])
    ? body["tools"].map((tool) => asObject(asObject(tool)?.["function"]))
    : [];
  const chosen = script.tool === "" ? declared[0] : declared.find((tool) => tool?.["name"] === script.tool);
  const name = script.tool === "" ? asString(chosen?.["name"]) ?? "get_weather" : script.tool;
  if (!chosen) return { name, arguments: '{"location":"Paris"}' };
  return { name, arguments: JSON.stringify(exampleOf(asObject(chosen["parameters"]))) };
}

function exampleOf(schema: Record<string, unknown> | null): Record<string, unknown> {
  const example: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(asObject(schema?.["properties"]) ?? {})) {
    const value = EXAMPLES[String(asObject(property)?.["type"])];
    if (value !== undefined) example[name] = value;
  }
  return example;
}

const EXAMPLES: Readonly<Record<string, unknown>> = {
  string: "Paris",
  number: 1.5,
  integer: 1,
  boolean: true,
  array: [],
  object: {},
};

function lastUserText(messages: readonly (Record<string, unknown> | null)[]): string {
  return textOf(messages.findLast((message) => message?.["role"] === "user")?.["content"]);
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return Array.isArray(content) ? content.map((part) => asString(asObject(part)?.["text"]) ?? "").join("") : "";
}

/** About four characters a token, and four tokens around each message, as the real ones have it. */
function promptTokens(messages: readonly (Record<string, unknown> | null)[]): number {
  let tokens = 0;
  for (const message of messages) tokens += 4 + estimateTokens(textOf(message?.["content"]).length);
  return tokens;
}

function estimateTokens(characters: number): number {
  return Math.ceil(characters / 4);
}
