import { REQUEST_HEADERS } from "../../../shared/contracts/headers.ts";
import type { ProviderCall } from "../../wires/wire.ts";
import type { Endpoint } from "../provider_adapter.ts";

/** The API version that translations are written for; a client's own version is of no matter to them. */
export const ANTHROPIC_VERSION = "2023-06-01";

/** `<base URL>/messages`. */
export function anthropicEndpoint(call: ProviderCall): Endpoint {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "accept": call.stream ? "text/event-stream" : "application/json",
    [REQUEST_HEADERS.anthropicVersion]: ANTHROPIC_VERSION,
  };
  if (call.secret !== null) headers[REQUEST_HEADERS.apiKey] = call.secret;
  const beta = call.header(REQUEST_HEADERS.anthropicBeta);
  if (beta !== null) headers[REQUEST_HEADERS.anthropicBeta] = beta;
  return { url: `${call.baseUrl}/messages`, headers };
}
