import { define } from "../state.ts";

let open = 0;

/** Streams without an end; `?open` tells how many streams are open. */
export const handlers = define.handlers({
  GET(ctx) {
    if (ctx.url.searchParams.has("open")) return new Response(String(open));
    const body = new ReadableStream({
      start(controller) {
        open++;
        controller.enqueue(new TextEncoder().encode("data: first\n\n"));
      },
      cancel() {
        open--;
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  },
  async POST(ctx) {
    return new Response(`got ${(await ctx.req.formData()).get("field")}`, {
      headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]],
    });
  },
});
