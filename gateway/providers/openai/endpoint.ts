import type { Endpoint, ProviderCall } from "../../wires/wire.ts";

/** `<base URL>/chat/completions`, and the like for other dialects. */
export function openaiEndpoint(call: ProviderCall): Endpoint {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "accept": call.stream ? "text/event-stream" : "application/json",
  };
  identify(headers, call);
  return { url: `${call.baseUrl}${openaiPath(call)}`, headers };
}

/** `<base URL>/models`. */
export function openaiModelList(call: ProviderCall): Endpoint {
  const headers: Record<string, string> = { "accept": "application/json" };
  identify(headers, call);
  return { url: `${call.baseUrl}/models`, headers };
}

/** Whose request it is. */
function identify(headers: Record<string, string>, { secret, settings }: ProviderCall): void {
  if (secret !== null) headers["authorization"] = `Bearer ${secret}`;
  const { organization, project } = settings;
  if (organization !== undefined) headers["openai-organization"] = organization;
  if (project !== undefined) headers["openai-project"] = project;
}

/** Which resource serves a dialect; whatever is translated is asked as chat completions. */
export function openaiPath({ dialect }: Pick<ProviderCall, "dialect">): string {
  switch (dialect) {
    case "openai_responses":
      return "/responses";
    case "openai_embeddings":
      return "/embeddings";
    case "openai_chat":
    case "anthropic_messages":
    case "anthropic_count_tokens":
      return "/chat/completions";
  }
}
