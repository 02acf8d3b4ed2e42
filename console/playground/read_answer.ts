import { createParser } from "eventsource-parser";
import type { Clock } from "../../shared/time/clock.ts";
import type { Answer, ToolCall } from "./conversation.ts";

export interface ReadAnswerOptions {
  projectId: string;
  body: Record<string, unknown>;
  fetch: typeof fetch;
  clock: Clock;
  /** Stops the answer, and with it the request. */
  signal: AbortSignal;
  /** Told of each change, in order. */
  onChange: (change: (answer: Answer) => Answer) => void;
}

/** Asks a model by the playground's endpoint and tells its answer as it comes, to its end. False: the session has ended. */
export async function readAnswer(options: ReadAnswerOptions): Promise<boolean> {
  const { projectId, body, fetch, clock, signal, onChange } = options;
  const begunMs = clock.monotonic();
  const passed = () => clock.monotonic() - begunMs;
  const end = (state: Answer["state"], problem: string | null) =>
    onChange((answer) =>
      answer.state === "streaming" ? { ...answer, state, problem, totalMs: passed() } : { ...answer, totalMs: passed() }
    );
  try {
    const response = await fetch("/api/playground", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify({ projectId, dialect: "openai_chat", body }),
      signal,
    });
    const recordId = response.headers.get("x-perpetuo-request-log-id");
    onChange((answer) => ({ ...answer, recordId }));
    if (!response.ok || response.body === null) {
      end("failed", problemOf(await response.json().catch(() => null), response.status));
      return response.status !== 401;
    }
    await readEvents(response.body, (chunk) =>
      onChange((answer) => {
        const changed = applyChunk(answer, chunk);
        const hasContent = changed.text !== "" || changed.toolCalls.length > 0;
        return changed.firstMs === null && hasContent ? { ...changed, firstMs: passed() } : changed;
      }));
    end("done", null);
  } catch {
    end(signal.aborted ? "stopped" : "failed", signal.aborted ? null : "The connection broke off.");
  }
  return true;
}

/** What a chunk of OpenAI's stream adds to an answer. */
export function applyChunk(answer: Omit<Answer, "model"> & { model: string }, chunk: unknown): Answer {
  const read = (chunk ?? {}) as Partial<Chunk>;
  if (read.error !== undefined) return { ...answer, state: "failed", problem: problemOf(read, 0) };
  const delta = read.choices?.[0]?.delta;
  if (delta === undefined) return answer;
  return {
    ...answer,
    text: answer.text + (delta.content ?? ""),
    toolCalls: (delta.tool_calls ?? []).reduce(withToolCall, answer.toolCalls),
  };
}

interface Chunk {
  error: { message?: string };
  choices: { delta?: { content?: string | null; tool_calls?: ToolCallDelta[] } }[];
}

interface ToolCallDelta {
  index?: number;
  function?: { name?: string; arguments?: string };
}

function withToolCall(calls: readonly ToolCall[], { index = 0, function: given }: ToolCallDelta): readonly ToolCall[] {
  const before = calls[index] ?? { name: "", arguments: "" };
  const after = { name: before.name + (given?.name ?? ""), arguments: before.arguments + (given?.arguments ?? "") };
  return index < calls.length ? calls.map((call, other) => other === index ? after : call) : [...calls, after];
}

async function readEvents(body: ReadableStream<Uint8Array>, onChunk: (chunk: unknown) => void): Promise<void> {
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data === "[DONE]") return;
      try {
        onChunk(JSON.parse(data));
      } catch {
        // What is no JSON says nothing here.
      }
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parser.feed(decoder.decode(part.value, { stream: true }));
  }
}

/** The sentence of an error in the client's dialect, or in that of GraphQL. */
function problemOf(answer: unknown, status: number): string {
  const { error, errors, message } = (answer ?? {}) as {
    error?: { message?: string };
    errors?: { message?: string; extensions?: { issues?: { message: string }[] } }[];
    message?: string;
  };
  const issue = errors?.[0]?.extensions?.issues?.[0]?.message;
  return issue ?? error?.message ?? errors?.[0]?.message ?? message ?? `It was refused (${status}).`;
}
