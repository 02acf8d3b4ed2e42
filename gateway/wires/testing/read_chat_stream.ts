import type OpenAI from "openai";

/** What a client of the OpenAI dialect understands from a stream's bytes. */
export interface ChatReading {
  text: string;
  reasoning: string;
  refusal: string;
  toolCalls: { id: string; name: string; arguments: string }[];
  finishReason: string | null;
  usage: OpenAI.CompletionUsage | null;
  /** How many chunks were pure usage. */
  usageChunks: number;
  /** Whether the stream reached `[DONE]`. */
  done: boolean;
  error: { message: string; type: string; code: string | null } | null;
  chunks: OpenAI.ChatCompletionChunk[];
}

/**
 * Reads a whole chat completions stream by the simplest means there are, so that tests have an understanding of it that
 * owes nothing to the code under test. Tool calls are put together by their index, as the official client does.
 */
export function readChatStream(bytes: Uint8Array): ChatReading {
  const reading: ChatReading = {
    text: "",
    reasoning: "",
    refusal: "",
    toolCalls: [],
    finishReason: null,
    usage: null,
    usageChunks: 0,
    done: false,
    error: null,
    chunks: [],
  };
  for (const data of dataOfEvents(new TextDecoder().decode(bytes))) {
    if (data === "[DONE]") reading.done = true;
    else readChunk(reading, JSON.parse(data));
  }
  return reading;
}

/** The data of every event in a stream's text, comments and other fields left out. */
export function dataOfEvents(text: string): string[] {
  return text.replace(/^\ufeff/, "").split(/\r\n\r\n|\n\n|\r\r/).flatMap((event) => {
    const lines = event.split(/\r\n|\n|\r/).filter((line) => line.startsWith("data:"));
    return lines.length === 0 ? [] : [lines.map((line) => line.slice(5).replace(/^ /, "")).join("\n")];
  });
}

function readChunk(reading: ChatReading, chunk: OpenAI.ChatCompletionChunk & { error?: ChatReading["error"] }): void {
  if (chunk.error) {
    reading.error = chunk.error;
    return;
  }
  reading.chunks.push(chunk);
  if (chunk.usage) reading.usage = chunk.usage;
  if (chunk.usage && chunk.choices.length === 0) reading.usageChunks++;
  for (const choice of chunk.choices ?? []) {
    if (choice.finish_reason) reading.finishReason = choice.finish_reason;
    readDelta(reading, choice.delta as Delta);
  }
}

type Delta = OpenAI.ChatCompletionChunk.Choice.Delta & { reasoning_content?: string };

function readDelta(reading: ChatReading, delta: Delta): void {
  reading.text += delta.content ?? "";
  reading.refusal += delta.refusal ?? "";
  reading.reasoning += delta.reasoning_content ?? "";
  for (const call of delta.tool_calls ?? []) {
    const known = reading.toolCalls[call.index] ??= { id: "", name: "", arguments: "" };
    if (call.id) known.id = call.id;
    if (call.function?.name) known.name = call.function.name;
    known.arguments += call.function?.arguments ?? "";
  }
}
