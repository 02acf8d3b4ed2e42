import { z } from "zod";
import type { Target } from "./party.ts";
import { questionBody } from "./question_body.ts";

/** Clients that read streams, see native/stream_load/main.c. */
export interface StreamLoad {
  streams: number;
  seconds: number;
  rampMs: number;
  /** What each stream must bring. */
  chunks: number;
}

const durations = z.object({
  count: z.int(),
  mean: z.number(),
  p50: z.int(),
  p90: z.int(),
  p99: z.int(),
  max: z.int(),
}).nullable();

const streamLoadResult = z.object({
  /** Streams that came whole, were cut off or wrong, and were refused. */
  whole: z.int(),
  failed: z.int(),
  not_200: z.int(),
  chunks: z.int(),
  seconds: z.number(),
  first_content_us: durations,
  chunk_delay_us: durations,
});
export type StreamLoadResult = z.infer<typeof streamLoadResult> & {
  /** The last line of the first answer that was not 200; empty where there was none. */
  refusal: string;
};

/** Runs the load generator; throws where it fails. */
export async function runStreamLoad(
  target: Target,
  load: StreamLoad,
  { streamLoad, directory }: { streamLoad: string; directory: string },
): Promise<StreamLoadResult> {
  const file = `${directory}/stream_request`;
  await Deno.writeTextFile(file, requestText(target));
  const numbers = [load.streams, load.seconds, load.rampMs, load.chunks].map(String);
  const { success, stdout, stderr } = await new Deno.Command(streamLoad, {
    args: [String(target.port), file, ...numbers],
    stdin: "null",
  }).output();
  const complaint = new TextDecoder().decode(stderr).trim();
  if (!success) throw new Error(`stream_load failed: ${complaint}`);
  const result = streamLoadResult.parse(JSON.parse(new TextDecoder().decode(stdout)));
  return { ...result, refusal: complaint.split("\n").at(-1)!.slice(0, 200) };
}

function requestText({ port, path, headers, model }: Target): string {
  const body = questionBody("stream", model);
  const lines = {
    "host": `127.0.0.1:${port}`,
    "content-type": "application/json",
    "content-length": String(new TextEncoder().encode(body).length),
    ...headers,
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `POST ${path} HTTP/1.1\r\n${head}\r\n${body}`;
}
