/**
 * A provider in a process of its own, in the words of OpenAI's chat API: 20 ms to the first token, ten tokens in 50 ms.
 * `POST /mode?errors=0.5&delayMs=200` makes it fail and slow. Prints its port.
 */
const PIECES = 10;
let errors = 0;
let delayMs = 0;
let asked = 0;

const usage = { prompt_tokens: 500, completion_tokens: 500, total_tokens: 1_000 };
const base = { id: "chatcmpl-soak", created: 1, model: "gpt-4o-mini" };
const encoder = new TextEncoder();
const event = (data: unknown) => encoder.encode(`data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const piece = (delta: unknown, finish_reason: string | null = null) =>
  event({ ...base, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }] });
const PIECE = piece({ content: "word " });

function streamed(): Response {
  let isGone = false;
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(piece({ role: "assistant", content: "" }));
      for (let sent = 0; sent < PIECES && !isGone; sent++) {
        await pause(5);
        if (!isGone) controller.enqueue(PIECE);
      }
      if (isGone) return;
      controller.enqueue(piece({}, "stop"));
      controller.enqueue(event({ ...base, object: "chat.completion.chunk", choices: [], usage }));
      controller.enqueue(event("[DONE]"));
      controller.close();
    },
    cancel: () => void (isGone = true),
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

async function answer(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === "/mode") {
    errors = Number(searchParams.get("errors") ?? 0);
    delayMs = Number(searchParams.get("delayMs") ?? 0);
    return new Response();
  }
  const { stream } = await request.json();
  await pause(20 + delayMs);
  // As evenly as a share allows, so that every run is the same.
  if ((++asked * 7_919 % 100) / 100 < errors) {
    return Response.json({ error: { message: "it fails as it was told", type: "server_error" } }, { status: 500 });
  }
  if (stream) return streamed();
  const message = { role: "assistant", content: "word ".repeat(PIECES) };
  return Response.json({
    ...base,
    object: "chat.completion",
    choices: [{ index: 0, message, finish_reason: "stop" }],
    usage,
  });
}

if (import.meta.main) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  console.log(`listening ${server.addr.port}`);
}
