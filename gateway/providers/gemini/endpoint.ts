import { geminiModelPath } from "../../wires/gemini/gemini_model.ts";
import type { Endpoint, ProviderCall } from "../../wires/wire.ts";

/**
 * `<base URL>/models/<model>:generateContent`, and the like. The key travels in a header, since addresses are written to
 * logs. A base URL that ends in `/publishers/google` makes Vertex's addresses of the same shape.
 */
export function geminiEndpoint(call: ProviderCall): Endpoint {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "accept": call.stream ? "text/event-stream" : "application/json",
  };
  if (call.secret !== null) headers["x-goog-api-key"] = call.secret;
  return { url: `${call.baseUrl}/${geminiModelPath(call.model)}:${method(call)}`, headers };
}

/** `<base URL>/models`, as many as one page may have; Vertex has no such list. */
export function geminiModelList({ baseUrl, secret }: ProviderCall): Endpoint | null {
  if (baseUrl.endsWith("/publishers/google")) return null;
  const headers: Record<string, string> = { "accept": "application/json" };
  if (secret !== null) headers["x-goog-api-key"] = secret;
  return { url: `${baseUrl}/models?pageSize=1000`, headers };
}

function method({ dialect, stream }: ProviderCall): string {
  switch (dialect) {
    case "openai_embeddings":
      return "batchEmbedContents";
    case "openai_chat":
    case "openai_responses":
    case "anthropic_messages":
    case "anthropic_count_tokens":
      // Without `alt=sse` a stream is one JSON list, that grows.
      return stream ? "streamGenerateContent?alt=sse" : "generateContent";
  }
}
