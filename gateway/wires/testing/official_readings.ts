import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

/** What an official client makes of an answer, in words that all dialects have. */
export interface OfficialReading {
  text: string;
  toolCalls: { name: string; input: unknown }[];
  finish: "stop" | "length" | "tool_calls" | "content_filter";
  /** Null: the answer says none, as those of some servers do. */
  usage: { input: number; output: number } | null;
}

const messages = [{ role: "user" as const, content: "hi" }];

function fetchOf(bytes: Uint8Array<ArrayBuffer>, stream: boolean): typeof fetch {
  const headers = { "content-type": stream ? "text/event-stream" : "application/json" };
  return () => Promise.resolve(new Response(bytes, { headers }));
}

function openaiOf(bytes: Uint8Array<ArrayBuffer>, stream: boolean): OpenAI {
  return new OpenAI({ apiKey: "unused", maxRetries: 0, fetch: fetchOf(bytes, stream) });
}

/** Reads a chat completion, whole or streamed, with the official client; rejects as it does. */
export async function readChatOfficially(bytes: Uint8Array<ArrayBuffer>, stream: boolean): Promise<OfficialReading> {
  return stream ? await readChatChunks(bytes) : await readCompletion(bytes);
}

async function readCompletion(bytes: Uint8Array<ArrayBuffer>): Promise<OfficialReading> {
  const completion = await openaiOf(bytes, false).chat.completions.create({ model: "m", messages });
  const { message, finish_reason: finish } = completion.choices[0]!;
  const toolCalls = (message.tool_calls ?? []).flatMap((call) => "function" in call ? [call.function] : []);
  return chatReading({ text: textOf(message), toolCalls, finish, usage: completion.usage });
}

/** Put together by hand: the client's own helper wants a role first, which some servers never send. */
async function readChatChunks(bytes: Uint8Array<ArrayBuffer>): Promise<OfficialReading> {
  const said: ChatSaid = { text: "", toolCalls: [], finish: null, usage: undefined };
  for await (
    const chunk of await openaiOf(bytes, true).chat.completions.create({ model: "m", messages, stream: true })
  ) {
    said.usage = chunk.usage ?? said.usage;
    const choice = chunk.choices[0];
    said.finish = choice?.finish_reason ?? said.finish;
    said.text += textOf(choice?.delta);
    for (const call of choice?.delta.tool_calls ?? []) {
      const known = said.toolCalls[call.index] ??= { name: "", arguments: "" };
      if (call.function?.name) known.name = call.function.name;
      known.arguments += call.function?.arguments ?? "";
    }
  }
  return chatReading({ ...said, toolCalls: said.toolCalls.filter((call) => call) });
}

interface ChatSaid {
  text: string;
  toolCalls: { name: string; arguments: string }[];
  finish: string | null;
  usage: OpenAI.CompletionUsage | undefined;
}

/** Mistral writes content as parts, of which some are texts. */
function textOf(message: { content?: unknown; refusal?: string | null } | undefined): string {
  const content = message?.content;
  const texts = Array.isArray(content) ? content.map((part) => part.type === "text" ? part.text : "") : [content ?? ""];
  return texts.join("") + (message?.refusal ?? "");
}

function chatReading({ text, toolCalls, finish, usage }: ChatSaid): OfficialReading {
  return {
    text,
    toolCalls: toolCalls.map((call) => ({ name: call.name, input: JSON.parse(call.arguments || "{}") })),
    finish: finish as OfficialReading["finish"],
    usage: usage ? { input: usage.prompt_tokens, output: usage.completion_tokens } : null,
  };
}

/** Reads a message, whole or streamed, with the official client; rejects as it does. */
export async function readMessageOfficially(bytes: Uint8Array<ArrayBuffer>, stream: boolean): Promise<OfficialReading> {
  const client = new Anthropic({ apiKey: "unused", maxRetries: 0, fetch: fetchOf(bytes, stream) });
  const request = { model: "m", max_tokens: 100, messages };
  const message = stream ? await client.messages.stream(request).finalMessage() : await client.messages.create(request);
  const { input_tokens, cache_read_input_tokens, cache_creation_input_tokens, output_tokens } = message.usage;
  return {
    text: message.content.map((block) => block.type === "text" ? block.text : "").join(""),
    toolCalls: message.content.flatMap((block) =>
      block.type === "tool_use" ? [{ name: block.name, input: block.input }] : []
    ),
    finish: STOP_REASONS[message.stop_reason!]!,
    usage: {
      input: input_tokens + (cache_read_input_tokens ?? 0) + (cache_creation_input_tokens ?? 0),
      output: output_tokens,
    },
  };
}

const STOP_REASONS: Readonly<Record<string, OfficialReading["finish"]>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  max_tokens: "length",
  tool_use: "tool_calls",
  refusal: "content_filter",
};

/**
 * Reads a response, whole or streamed, with the official client; rejects as it does. Responses do not say why they ended
 * where they ended well: calls are taken for it.
 */
export async function readResponseOfficially(
  bytes: Uint8Array<ArrayBuffer>,
  stream: boolean,
): Promise<OfficialReading> {
  const { responses } = openaiOf(bytes, stream);
  const request = { model: "m", input: "hi" };
  const response = stream ? await responses.stream(request).finalResponse() : await responses.create(request);
  const toolCalls = response.output.flatMap((item) =>
    item.type === "function_call" ? [{ name: item.name, input: JSON.parse(item.arguments) }] : []
  );
  const parts = response.output.flatMap((item) => item.type === "message" ? item.content : []);
  const text = parts.map((part) => part.type === "output_text" ? part.text : part.refusal).join("");
  const refused = parts.some((part) => part.type === "refusal");
  return {
    text,
    toolCalls,
    finish: refused ? "content_filter" : finishOf(response, toolCalls.length > 0),
    usage: response.usage ? { input: response.usage.input_tokens, output: response.usage.output_tokens } : null,
  };
}

function finishOf(response: OpenAI.Responses.Response, hasCalls: boolean): OfficialReading["finish"] {
  switch (response.incomplete_details?.reason) {
    case "max_output_tokens":
      return "length";
    case "content_filter":
      return "content_filter";
    default:
      return hasCalls ? "tool_calls" : "stop";
  }
}
