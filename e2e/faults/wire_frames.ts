/** What a provider of one wire puts into a stream, as text. */
export interface WireFrames {
  /** Which resource's requests are answered so. */
  path: string;
  /** What comes before the first content. */
  start: string;
  content(text: string): string;
  /** Usage and terminal. */
  end: string;
  error: string;
  /** A whole answer. */
  whole: string;
  /** The body of an answer with a status of an error. */
  errorBody(status: number): string;
}

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const event = (value: { type: string } & Record<string, unknown>) => `event: ${value.type}\n${data(value)}`;

const chunk = (delta: unknown, finish: string | null = null, usage?: unknown) =>
  data({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "served",
    choices: usage === undefined ? [{ index: 0, delta, finish_reason: finish }] : [],
    ...(usage !== undefined && { usage }),
  });

const openaiError = (message: string, type: string) =>
  JSON.stringify({ error: { message, type, param: null, code: null } });

const CHAT: WireFrames = {
  path: "/chat/completions",
  start: chunk({ role: "assistant", content: "" }),
  content: (content) => chunk({ content }),
  end: chunk({}, "stop") + chunk(null, null, { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }) +
    "data: [DONE]\n\n",
  error: data({ error: { message: "it broke inside", type: "server_error", param: null, code: null } }),
  whole: JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "served",
    choices: [{ index: 0, message: { role: "assistant", content: "whole" }, finish_reason: "stop" }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  }),
  errorBody: (status) =>
    openaiError(`the provider says ${status}`, status < 500 ? "invalid_request_error" : "server_error"),
};

const message = { id: "msg_1", type: "message", role: "assistant", model: "served", content: [], stop_reason: null };

const MESSAGES: WireFrames = {
  path: "/messages",
  start: event({
    type: "message_start",
    message: { ...message, stop_sequence: null, usage: { input_tokens: 3, output_tokens: 1 } },
  }) +
    event({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }),
  content: (text) => event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } }),
  end: event({ type: "content_block_stop", index: 0 }) +
    event({
      type: "message_delta",
      delta: { stop_reason: "end_turn", stop_sequence: null },
      usage: { output_tokens: 2 },
    }) +
    event({ type: "message_stop" }),
  error: event({ type: "error", error: { type: "api_error", message: "it broke inside" } }),
  whole: JSON.stringify({
    ...message,
    content: [{ type: "text", text: "whole" }],
    stop_reason: "end_turn",
    usage: { input_tokens: 3, output_tokens: 2 },
  }),
  errorBody: (status) =>
    JSON.stringify({
      type: "error",
      error: { type: status < 500 ? "invalid_request_error" : "api_error", message: `the provider says ${status}` },
    }),
};

const response = {
  id: "resp_1",
  object: "response",
  created_at: 1,
  model: "served",
  status: "in_progress",
  output: [],
};
const item = { id: "msg_1", type: "message", role: "assistant", status: "in_progress", content: [] };
const completed = {
  ...response,
  status: "completed",
  error: null,
  incomplete_details: null,
  output: [{
    ...item,
    status: "completed",
    content: [{ type: "output_text", text: "whole", annotations: [] }],
  }],
  usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5 },
};

const RESPONSES: WireFrames = {
  path: "/responses",
  start: event({ type: "response.created", sequence_number: 0, response }) +
    event({ type: "response.output_item.added", sequence_number: 1, output_index: 0, item }),
  content: (delta) =>
    event({
      type: "response.output_text.delta",
      sequence_number: 2,
      item_id: "msg_1",
      output_index: 0,
      content_index: 0,
      delta,
    }),
  end: event({ type: "response.completed", sequence_number: 3, response: completed }),
  error: event({
    type: "error",
    sequence_number: 2,
    code: "server_error",
    message: "it broke inside",
    param: null,
  }),
  whole: JSON.stringify(completed),
  errorBody: CHAT.errorBody,
};

/** The wire of the resource that a request asks for; null when it is none of them. */
export function framesFor(requestLine: string): WireFrames | null {
  return [CHAT, MESSAGES, RESPONSES].find(({ path }) => requestLine.includes(`${path} `)) ?? null;
}
