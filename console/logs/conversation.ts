import { isObject, jsonObject, objectsIn, streamedEvents, textIn } from "./event_stream.ts";
import { messageParts } from "./message_parts.ts";
import { assembledStream } from "./assembled_stream.ts";

/** A part of what somebody said. */
export type MessagePart =
  | { kind: "text"; text: string }
  /** What the model thought before it answered. */
  | { kind: "thinking"; text: string }
  | { kind: "tool_call"; name: string; input: string }
  | { kind: "tool_result"; name: string; text: string }
  /** An image, a file or a recording: not shown, only told of. */
  | { kind: "media"; words: string }
  | { kind: "other"; json: string };

export interface Message {
  role: string;
  parts: readonly MessagePart[];
}

export interface Conversation {
  messages: readonly Message[];
  /** The answer; empty where there is none, or none that is known. */
  answer: readonly Message[];
  /** Names of the tools that the model was offered. */
  tools: readonly string[];
}

/** Reads prompt and answer of any of the gateway's dialects, streams put together; null when the prompt is none. */
export function readConversation(requestText: string, answerText: string | null): Conversation | null {
  const request = jsonObject(requestText);
  if (request === null) return null;
  const messages = [...systemMessages(request), ...promptMessages(request)];
  if (messages.length === 0) return null;
  const tools = objectsIn(request["tools"]).map((tool) =>
    textIn(tool["name"]) || textIn((tool["function"] as Record<string, unknown> | undefined)?.["name"])
  ).filter((name) => name !== "");
  return { messages, answer: answerText === null ? [] : readAnswer(answerText), tools };
}

/** What an answer says, whether it was streamed or not. */
export function readAnswer(text: string): Message[] {
  const events = streamedEvents(text);
  const answer = events === null ? jsonObject(text) : assembledStream(events);
  if (answer === null) return [];
  const choices = objectsIn(answer["choices"]);
  if (choices.length > 0) return choices.map(({ message }) => isObject(message) ? messageOf(message) : EMPTY);
  if (Array.isArray(answer["output"])) return objectsIn(answer["output"]).map(messageOf);
  if (Array.isArray(answer["content"])) return [messageOf({ role: "assistant", ...answer })];
  return isObject(answer["error"]) ? [{ role: "error", parts: messageParts(answer["error"]["message"]) }] : [];
}

/** The whole of what an answer says as one text, to be compared. */
export function answerText(text: string): string {
  return readAnswer(text).flatMap(({ parts }) => parts).map((part) => {
    if (part.kind === "text" || part.kind === "thinking") return part.text;
    return part.kind === "tool_call" ? `${part.name}(${part.input})` : "";
  }).filter((part) => part !== "").join("\n\n") || text;
}

function systemMessages({ system, instructions }: Record<string, unknown>): Message[] {
  const said = system ?? instructions;
  return said === undefined || said === null ? [] : [{ role: "system", parts: messageParts(said) }];
}

function promptMessages(request: Record<string, unknown>): Message[] {
  if (Array.isArray(request["messages"])) return objectsIn(request["messages"]).map(messageOf);
  const { input } = request;
  if (typeof input === "string") return [{ role: "user", parts: messageParts(input) }];
  if (!Array.isArray(input)) return [];
  if (input.every((each) => typeof each === "string")) {
    return input.map((text) => ({ role: "user", parts: messageParts(text) }));
  }
  return objectsIn(input).map(messageOf);
}

/** A message of any dialect, or an item that stands beside messages. */
function messageOf(message: Record<string, unknown>): Message {
  const { role, type, content, tool_calls: calls, tool_call_id: callId, output, summary } = message;
  if (type === "function_call") return { role: "assistant", parts: [toolCall(message)] };
  if (type === "function_call_output") {
    return { role: "tool", parts: [{ kind: "tool_result", name: textIn(message["call_id"]), text: asText(output) }] };
  }
  if (type === "reasoning") return { role: "assistant", parts: thinkingOf(summary) };
  if (role === "tool") {
    return { role: "tool", parts: [{ kind: "tool_result", name: textIn(callId), text: asText(content) }] };
  }
  const called = objectsIn(calls).map((call) => toolCall(isObject(call["function"]) ? call["function"] : call));
  return { role: textIn(role) || textIn(type) || "assistant", parts: [...messageParts(content), ...called] };
}

function toolCall(call: Record<string, unknown>): MessagePart {
  return { kind: "tool_call", name: textIn(call["name"]), input: asText(call["arguments"] ?? call["input"]) };
}

function thinkingOf(summary: unknown): MessagePart[] {
  return objectsIn(summary).map(({ text }) => ({ kind: "thinking", text: textIn(text) }));
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value, null, 2);
}

const EMPTY: Message = { role: "assistant", parts: [] };
