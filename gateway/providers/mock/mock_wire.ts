import { encodeData } from "../../streams/encode_event.ts";
import type { MockAnswer, MockToolCall } from "./mock_answer.ts";
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
  const after = [chunk("{}", `"${finishOf(answer)}"`)];
  if (usageAsked) after.push(encodeData(`${head}],"usage":${JSON.stringify(writeUsage(answer))}}`));
  return {
    before: [chunk('{"role":"assistant","content":""}', "null")],
    content: deltas(identity, answer).map((delta) => chunk(delta, "null")),
    after: [...after, encodeData("[DONE]")],
  };
}

/** Writes an answer that is not streamed. */
export function writeMockCompletion(identity: MockIdentity, answer: MockAnswer): Uint8Array<ArrayBuffer> {
  const { reasoning, pieces, calls } = answer;
  const message = {
    role: "assistant",
    content: calls.length === 0 ? pieces.join("") : null,
    refusal: null,
    ...(reasoning.length > 0 && { reasoning_content: reasoning.join("") }),
    ...(calls.length > 0 && { tool_calls: calls.map((call, index) => writeCall(identity, call, index)) }),
  };
  return encoder.encode(JSON.stringify({
    id: identity.id,
    object: "chat.completion",
    created: identity.created,
    model: identity.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(answer) }],
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

function finishOf(answer: MockAnswer): string {
  return answer.calls.length === 0 ? "stop" : "tool_calls";
}

function deltas(identity: MockIdentity, answer: MockAnswer): string[] {
  return [
    ...answer.reasoning.map((word) => JSON.stringify({ reasoning_content: word })),
    ...answer.pieces.map((piece) => JSON.stringify({ content: piece })),
    ...answer.calls.flatMap((call, index) => callDeltas(identity, call, index)),
  ];
}

/** The first piece says which call it is, and the others add to its arguments. */
function callDeltas(identity: MockIdentity, { name, pieces }: MockToolCall, index: number): string[] {
  return pieces.map((piece, at) => {
    const call = at === 0 ? writeCall(identity, { name, pieces: [piece] }, index) : { function: { arguments: piece } };
    return JSON.stringify({ tool_calls: [{ index, ...call }] });
  });
}

function writeCall(identity: MockIdentity, { name, pieces }: MockToolCall, index: number) {
  return { id: `call_${identity.id}_${index}`, type: "function", function: { name, arguments: pieces.join("") } };
}

function writeUsage(answer: MockAnswer) {
  const { prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens } = answer.usage;
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: { cached_tokens, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens, audio_tokens: 0 },
  };
}
