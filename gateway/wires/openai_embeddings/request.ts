import { spliceJson } from "../splice_json.ts";
import type { ProviderCall, WireRequest } from "../wire.ts";

/** The body of a request for embeddings: the client's own bytes, changed in `model` and overrides alone. */
export function embeddingsRequest(call: ProviderCall): WireRequest {
  if (call.dialect !== "openai_embeddings") return { state: "refused", detail: `it speaks ${call.dialect}` };
  const changes = new Map<string, unknown>();
  if (call.body["model"] !== call.model) changes.set("model", call.model);
  for (const [field, value] of Object.entries(call.overrides ?? {})) changes.set(field, value ?? undefined);
  return { state: "ready", body: spliceJson(call.bodyBytes, call.body, changes), droppedFields: [] };
}
