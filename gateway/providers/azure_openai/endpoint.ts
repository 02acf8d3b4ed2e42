import type { Endpoint, ProviderCall } from "../../wires/wire.ts";

/** The deployment that serves a model; a model that the settings do not list is its own deployment's name. */
export function azureDeployment({ model, settings }: Pick<ProviderCall, "model" | "settings">): string {
  const { deployments = {} } = settings;
  return Object.hasOwn(deployments, model) ? deployments[model]! : model;
}

/**
 * Where a deployment is asked: at the undated `/openai/v1`, which finds it by the body's `model`, or at the dated API by its
 * address where the settings name an `apiVersion`. A secret that is an Entra ID token is a bearer's, any other a key.
 */
export function azureOpenaiEndpoint(call: ProviderCall): Endpoint {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "accept": call.stream ? "text/event-stream" : "application/json",
  };
  identify(headers, call);
  return { url: azureUrl(call), headers };
}

/** The models that the resource offers, which are not its deployments: those are listed to administrators of Azure alone. */
export function azureOpenaiModelList(call: ProviderCall): Endpoint {
  const headers: Record<string, string> = { "accept": "application/json" };
  identify(headers, call);
  const { settings: { apiVersion } } = call;
  const path = apiVersion === undefined ? "v1/models" : `models?api-version=${apiVersion}`;
  return { url: `${azureResource(call)}/openai/${path}`, headers };
}

function identify(headers: Record<string, string>, { secret }: ProviderCall): void {
  if (secret === null) return;
  if (isToken(secret)) headers["authorization"] = `Bearer ${secret}`;
  else headers["api-key"] = secret;
}

function azureResource({ baseUrl }: ProviderCall): string {
  return baseUrl.replace(/\/openai(\/v1)?$/, "");
}

function azureUrl(call: ProviderCall): string {
  const resource = azureResource(call);
  const { apiVersion } = call.settings;
  const path = azurePath(call);
  if (apiVersion === undefined) return `${resource}/openai/v1/${path}`;
  // Responses are no deployment's own: the body names it, as it does at the undated address.
  const folder = path === "responses" ? "" : `deployments/${encodeURIComponent(azureDeployment(call))}/`;
  return `${resource}/openai/${folder}${path}?api-version=${apiVersion}`;
}

function azurePath({ dialect }: Pick<ProviderCall, "dialect">): string {
  switch (dialect) {
    case "openai_responses":
      return "responses";
    case "openai_embeddings":
      return "embeddings";
    case "openai_chat":
    case "anthropic_messages":
    case "anthropic_count_tokens":
      return "chat/completions";
  }
}

/** A JSON web token: a header that begins with `{"`, and two more pieces. Keys hold no dots. */
function isToken(secret: string): boolean {
  return /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(secret);
}
