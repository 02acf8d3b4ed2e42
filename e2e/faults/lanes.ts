/** A client's dialect at a kind of provider. */
export interface Lane {
  dialect: "chat completions" | "responses" | "messages";
  provider: "openai" | "anthropic";
}

/** Each dialect at a provider that speaks it, and at one that does not. */
export const LANES: readonly Lane[] = [
  { dialect: "chat completions", provider: "openai" },
  { dialect: "chat completions", provider: "anthropic" },
  { dialect: "responses", provider: "openai" },
  { dialect: "responses", provider: "anthropic" },
  { dialect: "messages", provider: "anthropic" },
  { dialect: "messages", provider: "openai" },
];

/** The path and body of a question in a dialect. */
export function question({ dialect }: Lane, model: string, stream: boolean): { path: string; body: unknown } {
  switch (dialect) {
    case "chat completions":
      return { path: "/v1/chat/completions", body: { model, stream, messages: [{ role: "user", content: "Hello" }] } };
    case "responses":
      return { path: "/v1/responses", body: { model, stream, input: "Hello" } };
    case "messages":
      return {
        path: "/v1/messages",
        body: { model, stream, max_tokens: 100, messages: [{ role: "user", content: "Hello" }] },
      };
  }
}

/** What a client of the dialect reads out of an answer. */
export interface Reading {
  /** How much text came. */
  characters: number;
  /** The stream reached the dialect's own terminal, or the answer is a whole one. */
  ended: boolean;
  /** The stable code of the error that it ended in; null without one; `(the provider's own)` where it has none of ours. */
  code: string | null;
}

/** Reads a stream's text, or an error's body, by the rules of the dialect. */
export function readAnswer({ dialect }: Lane, text: string): Reading {
  const reading: Reading = { characters: 0, ended: false, code: null };
  if (text.startsWith("{")) {
    const body = JSON.parse(text);
    return { ...reading, ended: body.error == null, code: body.error == null ? null : codeOf(body.error) };
  }
  for (const block of text.split("\n\n")) {
    const line = block.split("\n").find((one) => one.startsWith("data: "))?.slice("data: ".length);
    if (line === undefined) continue;
    if (reading.ended || reading.code !== null) throw new Error(`more came after the end: ${line.slice(0, 200)}`);
    if (line === "[DONE]") reading.ended = true;
    else readEvent(dialect, JSON.parse(line), reading);
  }
  return reading;
}

// deno-lint-ignore no-explicit-any -- every dialect has another shape, and each is only looked into
function readEvent(dialect: Lane["dialect"], event: Record<string, any>, reading: Reading): void {
  if (event["error"] != null) {
    if (dialect !== "chat completions" && event["type"] !== "error") throw new Error("an error without its type");
    reading.code = codeOf(event["error"]);
    return;
  }
  switch (dialect) {
    case "chat completions":
      reading.characters += event["choices"]?.[0]?.delta?.content?.length ?? 0;
      return;
    case "responses":
      if (event["type"] === "response.output_text.delta") reading.characters += event["delta"].length;
      reading.ended = event["type"] === "response.completed";
      return;
    case "messages":
      if (event["type"] === "content_block_delta") reading.characters += event["delta"].text.length;
      reading.ended = event["type"] === "message_stop";
  }
}

function codeOf(error: { code?: unknown; message?: unknown }): string {
  if (typeof error.message !== "string" || error.message === "") throw new Error("an error without a message");
  return typeof error.code === "string" ? error.code : "(the provider's own)";
}
