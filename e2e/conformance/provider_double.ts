import { LLMock } from "@copilotkit/aimock";
import { type Case, IMAGE_BASE64, prompt } from "./clients/cell.ts";
import { EXPECTED } from "./expected.ts";

/**
 * Every provider on one port, as `@copilotkit/aimock` plays them: it understands each wire by itself, so that a request
 * which lost its tool or its tool's result finds no answer. A front looks after images, which it does not keep on every
 * wire, answers the resources that it does not have, and mends what no provider says.
 */
export class ProviderDouble {
  readonly #aimock: LLMock;
  readonly #front: Deno.HttpServer<Deno.NetAddr>;

  private constructor(aimock: LLMock) {
    this.#aimock = aimock;
    this.#front = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => answerMissing(request) ?? this.#forward(request),
    );
  }

  static async start(): Promise<ProviderDouble> {
    const aimock = new LLMock({ port: 0, host: "127.0.0.1", chunkSize: 6, logLevel: "silent", strict: true });
    addFixtures(aimock);
    await aimock.start();
    return new ProviderDouble(aimock);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#front.addr.port}`;
  }

  async #forward(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const body = await request.text();
    if (body.includes(prompt("image")) && !body.includes(IMAGE_BASE64)) {
      return Response.json({ error: { message: "the image was lost on the way" } }, { status: 422 });
    }
    const { method, headers, signal } = request;
    const answer = await fetch(`${this.#aimock.url}${pathname}${search}`, { method, headers, body, signal });
    return pathname.includes("enerateContent") ? asGeminiEnds(answer) : answer;
  }
}

/** Gemini's calls end in STOP: the reason that aimock gives exists nowhere. */
function asGeminiEnds(answer: Response): Response {
  const mend = new TransformStream<string, string>({
    transform: (text, controller) => controller.enqueue(text.replaceAll('"FUNCTION_CALL"', '"STOP"')),
  });
  const text = answer.body!.pipeThrough(new TextDecoderStream()).pipeThrough(mend).pipeThrough(new TextEncoderStream());
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  return new Response(text, { status: answer.status, headers });
}

/** The same counts by every wire's names. */
const USAGE = {
  prompt_tokens: EXPECTED.usage.input,
  completion_tokens: EXPECTED.usage.output,
  input_tokens: EXPECTED.usage.input,
  output_tokens: EXPECTED.usage.output,
  promptTokenCount: EXPECTED.usage.input,
  candidatesTokenCount: EXPECTED.usage.output,
};

function addFixtures(aimock: LLMock): void {
  const on = (which: Case, ...rest: [response: Parameters<LLMock["onMessage"]>[1], options?: { latency: number }]) =>
    aimock.on({ userMessage: prompt(which) }, ...rest);
  const call = ({ name, input }: { name: string; input: unknown }) => ({ name, arguments: JSON.stringify(input) });
  on("plain", { content: EXPECTED.plain.text, usage: USAGE });
  on("stream", { content: EXPECTED.stream.text, usage: USAGE });
  for (const which of ["tools", "parallel tools"] as const) {
    const { toolCalls, text } = EXPECTED[which];
    const userMessage = prompt(which);
    aimock.on({ userMessage, hasToolResult: true }, { content: text });
    const names = toolCalls.map(({ name }) => name);
    aimock.on({
      userMessage,
      hasToolResult: false,
      predicate: (request) => names.every((name) => request.tools?.some((tool) => tool.function?.name === name)),
    }, { toolCalls: toolCalls.map(call), usage: USAGE });
  }
  on("structured", { content: JSON.stringify(EXPECTED.structured.object), usage: USAGE });
  on("image", { content: EXPECTED.image.text, usage: USAGE });
  on("thinking", { content: EXPECTED.thinking.text, reasoning: EXPECTED.thinking.thinking, usage: USAGE });
  on("error", { status: 400, error: { message: EXPECTED.error.message, type: "invalid_request_error" } });
  on("cancel", { content: "one word after another ".repeat(100) }, { latency: 20 });
}

function answerMissing(request: Request): Promise<Response> | null {
  const { pathname } = new URL(request.url);
  if (pathname.endsWith("/messages/count_tokens")) return countTokens(request);
  if (pathname.endsWith(":batchEmbedContents")) return batchEmbed(request);
  return pathname.endsWith("/embeddings") ? embed(request) : null;
}

async function countTokens(request: Request): Promise<Response> {
  const { messages } = await request.json();
  return Response.json({ input_tokens: messages.length * 7 });
}

const vectorOf = (text: string): readonly number[] => EXPECTED.embeddings.vectors[text === "one" ? 0 : 1];

async function embed(request: Request): Promise<Response> {
  const { model, input, encoding_format: format } = await request.json();
  const data = input.map((text: string, index: number) => {
    const vector = vectorOf(text);
    const embedding = format === "base64" ? new Uint8Array(new Float32Array(vector).buffer).toBase64() : vector;
    return { object: "embedding", index, embedding };
  });
  return Response.json({ object: "list", model, data, usage: { prompt_tokens: 2, total_tokens: 2 } });
}

async function batchEmbed(request: Request): Promise<Response> {
  const { requests } = await request.json();
  const texts = requests.map((one: { content: { parts: { text: string }[] } }) => one.content.parts[0]!.text);
  return Response.json({ embeddings: texts.map((text: string) => ({ values: vectorOf(text) })) });
}
