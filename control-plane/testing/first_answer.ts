import assert from "node:assert/strict";
import { createParser } from "eventsource-parser";
import type { Api, GraphqlAnswer } from "./api.ts";

/** The first thing that a subscription says within a second; no errors and no data when it stays silent. Ends it then. */
export async function firstAnswer(
  api: Api,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<GraphqlAnswer> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), SILENCE_MS);
  try {
    const response = await api.post({ query, variables }, { accept: "text/event-stream", signal: abort.signal });
    assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
    return await readFirst(response.body!);
  } catch (error) {
    if (abort.signal.aborted) return { data: null };
    throw error;
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

/** A refusal comes at once; what is not refused waits for records. */
const SILENCE_MS = 1_000;

async function readFirst(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<GraphqlAnswer> {
  let first: GraphqlAnswer | null = null;
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === "next") first ??= JSON.parse(data);
    },
  });
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    parser.feed(text);
    if (first !== null) return first;
  }
  return { data: null };
}
