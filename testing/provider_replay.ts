/** A provider's answer as it was recorded, put back on the wire that it was taken from. */
export interface Recording {
  /** The folder and file, without the ending. */
  name: string;
  stream: boolean;
  /** The body: a whole answer, or a stream with its framing and its terminal. */
  bytes: Uint8Array<ArrayBuffer>;
  /** What was recorded: the events of a stream, or the one body. */
  events: Record<string, unknown>[];
}

/** The folder of recorded provider traffic beside the repository; it is not part of a clone. */
export const FIXTURES = new URL("../../shared/fixtures/", import.meta.url);

/**
 * Reads the recordings of one provider's folder; null, with a line on the console, where the folder is not there: a test
 * then has nothing to say, and must pass.
 */
export function recordings(folder: string): Recording[] | null {
  const directory = new URL(`recordings/${folder}/`, FIXTURES);
  const names = fileNames(directory);
  if (names === null) {
    console.log(`No recordings of ${folder} beside the repository: nothing to compare with.`);
    return null;
  }
  return names.flatMap((name) => readRecording(folder, name, directory) ?? []);
}

/** Reads a file of the fixtures as JSON; null, with a line on the console, where it is not there. */
export function fixtureJson(name: string): unknown {
  try {
    return JSON.parse(Deno.readTextFileSync(new URL(name, FIXTURES)));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.log(`No ${name} beside the repository: nothing to compare with.`);
    return null;
  }
}

/** How a replay server answers the next requests. */
export interface ReplayAnswer {
  bytes: Uint8Array<ArrayBuffer>;
  stream: boolean;
  /** Default 200. */
  status?: number;
  headers?: Record<string, string>;
  /** The length of the body's chunks. Default: all in one. */
  chunkBytes?: number;
  /** How the body ends: well, or with the connection. Default `end`. */
  ending?: "end" | "break";
}

/** A provider that answers with recorded bytes, over HTTP on a port of its own. */
export class ReplayServer implements AsyncDisposable {
  /** What the next requests get; a function of the request where it depends on it. */
  answer: ReplayAnswer | ((request: Request) => ReplayAnswer) | null = null;
  /** The requests that came, their bodies as text. */
  readonly requests: { url: string; headers: Headers; body: string }[] = [];
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => this.#serve(request),
  );

  /** The base URL to configure, `/v1` included. */
  get baseUrl(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/v1`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #serve(request: Request): Promise<Response> {
    this.requests.push({ url: request.url, headers: request.headers, body: await request.text() });
    const answer = typeof this.answer === "function" ? this.answer(request) : this.answer;
    if (answer === null) return new Response("nothing to replay", { status: 500 });
    const contentType = answer.stream ? "text/event-stream" : "application/json";
    return new Response(bodyOf(answer), {
      status: answer.status ?? 200,
      headers: { "content-type": contentType, ...answer.headers },
    });
  }
}

function bodyOf(answer: ReplayAnswer): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunkBytes = answer.chunkBytes ?? Math.max(1, answer.bytes.length);
  let from = 0;
  return new ReadableStream({
    pull(controller) {
      if (from < answer.bytes.length) controller.enqueue(answer.bytes.slice(from, from += chunkBytes));
      else if (answer.ending === "break") controller.error(new Error("the replayed provider breaks off"));
      else controller.close();
    },
  }, { highWaterMark: 0 });
}

function fileNames(directory: URL): string[] | null {
  try {
    return [...Deno.readDirSync(directory)].map((entry) => entry.name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function readRecording(folder: string, file: string, directory: URL): Recording | null {
  const text = Deno.readTextFileSync(new URL(file, directory));
  const name = `${folder}/${file.replace(/\.(chunks\.txt|sse|json)$/, "")}`;
  if (file.endsWith(".json")) {
    return { name, stream: false, bytes: new TextEncoder().encode(text), events: [JSON.parse(text)] };
  }
  if (file.endsWith(".sse")) {
    const data = text.split("\n").filter((line) => line.startsWith("data: {")).map((line) => JSON.parse(line.slice(6)));
    return { name, stream: true, bytes: new TextEncoder().encode(text), events: data };
  }
  if (!file.endsWith(".chunks.txt")) return null;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (!lines.every(isJson)) {
    console.log(`${name} holds events that are no JSON: no client could read it, and nothing is compared with it.`);
    return null;
  }
  const framed = lines.map((line) => frame(line)).join("");
  const events = lines.map((line) => JSON.parse(line));
  // OpenAI's wire ends in a line that is no JSON, which these recordings leave out.
  const isChat = events.some((event) => Array.isArray(event.choices));
  return { name, stream: true, bytes: new TextEncoder().encode(framed + (isChat ? "data: [DONE]\n\n" : "")), events };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Events with a type carry it as the event's name, as Anthropic sends them. */
function frame(line: string): string {
  const type: unknown = JSON.parse(line).type;
  return `${typeof type === "string" ? `event: ${type}\n` : ""}data: ${line}\n\n`;
}
