/**
 * Plays an OpenAI-compatible provider in a container, with nothing but Deno: `fast` answers at once, `slow` takes 100 ms
 * for each of 100 words. `GET /state` tells what it has seen.
 */
export interface ProviderState {
  asked: number;
  /** Answers that nobody waited for any more. */
  cancelled: number;
  underWay: number;
  /** The most that were under way at once since `POST /state`. */
  underWayMax: number;
}

const state: ProviderState = { asked: 0, cancelled: 0, underWay: 0, underWayMax: 0 };
const WORDS = { fast: 5, slow: 100 } as const;
const PAUSE_MS = { fast: 0, slow: 100 } as const;

function serve(): void {
  Deno.serve({ hostname: "0.0.0.0", port: 9000 }, async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/state") {
      if (request.method === "POST") state.underWayMax = state.underWay;
      return Response.json(state);
    }
    if (pathname !== "/v1/chat/completions") return new Response("not here", { status: 404 });
    const { model, stream } = await request.json();
    return answer(model === "slow" ? "slow" : "fast", stream === true, request.signal);
  });
}

function answer(model: keyof typeof WORDS, streamed: boolean, signal: AbortSignal): Response {
  state.asked++;
  state.underWayMax = Math.max(state.underWayMax, ++state.underWay);
  let isOver = false;
  const over = (cancelled: boolean) => {
    if (isOver) return;
    isOver = true;
    state.underWay--;
    if (cancelled) state.cancelled++;
  };
  signal.addEventListener("abort", () => over(true));
  const pieces = words(model, streamed, () => isOver);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (!done) return controller.enqueue(new TextEncoder().encode(value));
      over(false);
      controller.close();
    },
    cancel: () => over(true),
  });
  return new Response(body, { headers: { "content-type": streamed ? "text/event-stream" : "application/json" } });
}

async function* words(model: keyof typeof WORDS, streamed: boolean, isOver: () => boolean): AsyncGenerator<string> {
  const id = `chatcmpl-${state.asked}`;
  const usage = { prompt_tokens: 10, completion_tokens: WORDS[model], total_tokens: 10 + WORDS[model] };
  const chunk = (more: object) =>
    `data: ${JSON.stringify({ id, object: "chat.completion.chunk", created: 0, model, ...more })}\n\n`;
  for (let word = 0; word < WORDS[model] && !isOver(); word++) {
    if (PAUSE_MS[model] > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS[model]));
    if (streamed) yield chunk({ choices: [{ index: 0, delta: { content: `word ${word} ` }, finish_reason: null }] });
  }
  if (streamed) {
    yield chunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
    yield chunk({ choices: [], usage });
    return yield "data: [DONE]\n\n";
  }
  const message = { role: "assistant", content: "word ".repeat(WORDS[model]) };
  yield JSON.stringify({
    id,
    object: "chat.completion",
    created: 0,
    model,
    choices: [{ index: 0, message, finish_reason: "stop" }],
    usage,
  });
}

if (import.meta.main) serve();
