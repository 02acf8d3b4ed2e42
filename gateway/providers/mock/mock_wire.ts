import { encodeData } from "../../streams/encode_event.ts";
import type { MockAnswer } from "./mock_answer.ts";
import type { MockScript } from "./mock_script.ts";

/** What every frame of one answer says alike. */
export interface MockIdentity {
  id: string;
  /** Seconds since the Unix epoch. */
  created: number;
  model: string;
}

/** The frames of a streamed answer; `before` and `after` carry no content. */
export interface MockFrames {
  before: Uint8Array<ArrayBuffer>[];
  content: Uint8Array<ArrayBuffer>[];
  after: Uint8Array<ArrayBuffer>[];
}

/** Writes a streamed answer as OpenAI does, with the usage chunk that the gateway always asks for. */
export function writeMockFrames(identity: MockIdentity, answer: MockAnswer, usageAsked: boolean): MockFrames {
  const head = `{"id":"${identity.id}","object":"chat.completion.chunk","created":${identity.created},"model":${
    JSON.stringify(identity.model)
  },"service_tier":"default","choices":[`;
  const chunk = (delta: string, finish: string) =>
    encodeData(`${head}{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finish}}]}`);
  const after = [chunk("{}", answer.tool === null ? '"stop"' : '"tool_calls"')];
  if (usageAsked) after.push(encodeData(`${head}],"usage":${JSON.stringify(writeUsage(answer))}}`));
  return {
    before: [chunk('{"role":"assistant","content":""}', "null")],
    content: deltas(identity, answer).map((delta) => chunk(delta, "null")),
    after: [...after, encodeData("[DONE]")],
  };
}

/** Writes an answer that is not streamed. */
export function writeMockCompletion(identity: MockIdentity, answer: MockAnswer): Uint8Array<ArrayBuffer> {
  const { tool, pieces } = answer;
  const message = tool === null ? { role: "assistant", content: pieces.join(""), refusal: null } : {
    role: "assistant",
    content: null,
    refusal: null,
    tool_calls: [writeCall(identity, tool.name, tool.pieces.join(""))],
  };
  return encoder.encode(JSON.stringify({
    id: identity.id,
    object: "chat.completion",
    created: identity.created,
    model: identity.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: tool === null ? "stop" : "tool_calls" }],
    usage: writeUsage(answer),
    service_tier: "default",
  }));
}

/** The error body that OpenAI sends with a status. */
export function writeMockError(status: number, message: string): Uint8Array<ArrayBuffer> {
  const kind = ERROR_KINDS[status] ?? (status < 500 ? ERROR_KINDS[400]! : { type: "server_error", code: null });
  return encoder.encode(JSON.stringify({ error: { message, type: kind.type, param: null, code: kind.code } }));
}

/** What the mock says of a status that it was told to answer with. */
export function scriptedErrorMessage(script: MockScript, status: number): string {
  return `The mock provider was told to answer with status ${status}` + (script.flaky > 0 ? " now and then." : ".");
}

const encoder = new TextEncoder();

const ERROR_KINDS: Readonly<Record<number, { type: string; code: string | null }>> = {
  400: { type: "invalid_request_error", code: null },
  401: { type: "invalid_request_error", code: "invalid_api_key" },
  404: { type: "invalid_request_error", code: "model_not_found" },
  429: { type: "requests", code: "rate_limit_exceeded" },
  503: { type: "server_error", code: "overloaded" },
  529: { type: "overloaded_error", code: "overloaded" },
};

function deltas(identity: MockIdentity, answer: MockAnswer): string[] {
  const { tool } = answer;
  if (tool === null) return answer.pieces.map((piece) => `{"content":${JSON.stringify(piece)}}`);
  return tool.pieces.map((piece, index) => {
    if (index === 0) return JSON.stringify({ tool_calls: [{ index: 0, ...writeCall(identity, tool.name, piece) }] });
    return JSON.stringify({ tool_calls: [{ index: 0, function: { arguments: piece } }] });
  });
}

function writeCall(identity: MockIdentity, name: string, args: string) {
  return { id: `call_${identity.id}`, type: "function", function: { name, arguments: args } };
}

function writeUsage(answer: MockAnswer) {
  const { prompt_tokens, completion_tokens, cached_tokens } = answer.usage;
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: { cached_tokens, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  };
}
