import { REQUEST_HEADERS } from "../../../shared/contracts/headers.ts";
import type { Dialect } from "../../../shared/contracts/request_record.ts";
import type { Endpoint, ProviderCall } from "../../wires/wire.ts";

/** The API version that translations are written for, and that of a client which names none. */
export const ANTHROPIC_VERSION = "2023-06-01";

/** `<base URL>/messages`, and `/messages/count_tokens` behind it for counts. */
export function anthropicEndpoint(call: ProviderCall): Endpoint {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "accept": call.stream ? "text/event-stream" : "application/json",
    [REQUEST_HEADERS.anthropicVersion]: apiVersion(call),
  };
  if (call.secret !== null) headers[REQUEST_HEADERS.apiKey] = call.secret;
  const beta = betas(call);
  if (beta !== null) headers[REQUEST_HEADERS.anthropicBeta] = beta;
  return { url: `${call.baseUrl}${path(call.dialect)}`, headers };
}

/** `<base URL>/models`, as many as one page may have. */
export function anthropicModelList({ baseUrl, secret }: ProviderCall): Endpoint {
  const headers: Record<string, string> = {
    "accept": "application/json",
    [REQUEST_HEADERS.anthropicVersion]: ANTHROPIC_VERSION,
  };
  if (secret !== null) headers[REQUEST_HEADERS.apiKey] = secret;
  return { url: `${baseUrl}/models?limit=1000`, headers };
}

/** The client's beta features as it sent them, and behind them those of the provider that are not among them. */
function betas({ header, settings: { betas } }: ProviderCall): string | null {
  const asked = header(REQUEST_HEADERS.anthropicBeta);
  if (betas === undefined) return asked;
  if (asked === null) return betas.join(",");
  const named = new Set(asked.split(",").map((name) => name.trim()));
  return [asked, ...betas.filter((name) => !named.has(name))].join(",");
}

function path(dialect: Dialect): string {
  return dialect === "anthropic_count_tokens" ? "/messages/count_tokens" : "/messages";
}

/** A client that speaks the API itself gets the version that it was written for; to others its own is of no matter. */
function apiVersion(call: ProviderCall): string {
  const isNative = call.dialect === "anthropic_messages" || call.dialect === "anthropic_count_tokens";
  return (isNative ? call.header(REQUEST_HEADERS.anthropicVersion) : null) ?? ANTHROPIC_VERSION;
}
