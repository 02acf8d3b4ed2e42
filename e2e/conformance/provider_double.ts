import { LLMock } from "@copilotkit/aimock";
import { type Case, prompt } from "./clients/cell.ts";
import { EXPECTED } from "./expected.ts";

/**
 * Every provider on one port, as `@copilotkit/aimock` plays them: it understands each wire by itself, so that a request
 * which lost its image, its tool or its tool's result finds no answer. The two resources that it does not have are
 * answered here.
 */
export class ProviderDouble implements AsyncDisposable {
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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#front.shutdown();
    await this.#aimock.stop();
  }

  #forward(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    return fetch(`${this.#aimock.url}${pathname}${search}`, request);
  }
}

function addFixtures(aimock: LLMock): void {
  const on = (which: Case, ...rest: [response: Parameters<LLMock["onMessage"]>[1], options?: { latency: number }]) =>
    aimock.on({ userMessage: prompt(which) }, ...rest);
  const call = ({ name, input }: { name: string; input: unknown }) => ({ name, arguments: JSON.stringify(input) });
  on("plain", { content: EXPECTED.plain.text });
  on("stream", { content: EXPECTED.stream.text });
  for (const which of ["tools", "parallel tools"] as const) {
    const { toolCalls, text } = EXPECTED[which];
    const userMessage = prompt(which);
    aimock.on({ userMessage, hasToolResult: true }, { content: text });
    const names = toolCalls.map(({ name }) => name);
    aimock.on({
      userMessage,
      hasToolResult: false,
      predicate: (request) => names.every((name) => request.tools?.some((tool) => tool.function?.name === name)),
    }, { toolCalls: toolCalls.map(call) });
  }
  on("structured", { content: JSON.stringify(EXPECTED.structured.object) });
  aimock.on({ userMessage: prompt("image"), predicate: (request) => hasImage(request.messages) }, {
    content: EXPECTED.image.text,
  });
  on("thinking", { content: EXPECTED.thinking.text, reasoning: EXPECTED.thinking.thinking });
  on("error", { status: 400, error: { message: EXPECTED.error.message, type: "invalid_request_error" } });
  on("cancel", { content: "one word after another ".repeat(100) }, { latency: 20 });
  aimock.onEmbedding("one", { embedding: [...EXPECTED.embeddings.vectors[0]] });
  aimock.onEmbedding("two", { embedding: [...EXPECTED.embeddings.vectors[1]] });
}

/** aimock has every wire's images as parts of its own, of which the type tells. */
function hasImage(messages: readonly { content: unknown }[]): boolean {
  return messages.some(({ content }) =>
    Array.isArray(content) && content.some((part) => /image|inline_?data/i.test(JSON.stringify(part)))
  );
}

function answerMissing(request: Request): Promise<Response> | null {
  if (request.url.endsWith("/messages/count_tokens")) return countTokens(request);
  if (request.url.includes(":batchEmbedContents")) return batchEmbed(request);
  return null;
}

async function countTokens(request: Request): Promise<Response> {
  const { messages } = await request.json();
  return Response.json({ input_tokens: messages.length * 7 });
}

async function batchEmbed(request: Request): Promise<Response> {
  const { requests } = await request.json();
  const vectorOf = (text: string) => EXPECTED.embeddings.vectors[text === "one" ? 0 : 1];
  const texts = requests.map((one: { content: { parts: { text: string }[] } }) => one.content.parts[0]!.text);
  return Response.json({ embeddings: texts.map((text: string) => ({ values: vectorOf(text) })) });
}
