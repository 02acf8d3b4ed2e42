/**
 * The answer, whose body ends when the signal aborts. For event streams: whoever reads one knows by its own terminal event
 * whether there would have been more, and comes back if so.
 */
export function endedOn(signal: AbortSignal, answer: Response): Response {
  if (answer.body === null) return answer;
  const reader = answer.body.getReader();
  let onAbort: () => void;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      onAbort = () => {
        // Not as an error, of which the server would tell the terminal for every reader.
        controller.close();
        reader.cancel(signal.reason).catch(() => {});
      };
      if (signal.aborted) onAbort();
      else signal.addEventListener("abort", onAbort, { once: true });
    },
    // One chunk for each that is asked for: backpressure goes through.
    async pull(controller) {
      const { value, done } = await reader.read();
      if (signal.aborted) return;
      if (!done) return controller.enqueue(value);
      signal.removeEventListener("abort", onAbort);
      controller.close();
    },
    async cancel(reason) {
      signal.removeEventListener("abort", onAbort);
      await reader.cancel(reason);
    },
  });
  return new Response(body, answer);
}
