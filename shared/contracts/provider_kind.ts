import { z } from "zod";
import { providerHeaders } from "./provider_headers.ts";

/** What wire protocol a provider speaks. Kinds whose adapter is not built yet are refused where a provider is made. */
export const providerKind = z.enum([
  "openai",
  "anthropic",
  "gemini",
  "azure_openai",
  "bedrock",
  "openai_compatible",
  "mock",
]);
export type ProviderKind = z.infer<typeof providerKind>;

/** The kinds that the gateway can call today. */
export const AVAILABLE_PROVIDER_KINDS: readonly ProviderKind[] = [
  "openai",
  "anthropic",
  "gemini",
  "azure_openai",
  "openai_compatible",
  "mock",
];

/** An id as OpenAI gives it, such as `org-…` or `proj_…`. */
const openaiId = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/, "letters, digits, dashes and underscores");

/** What a kind of provider must be told beside its address and key; each is left out where the kind has no use for it. */
export const providerSettings = z.strictObject({
  /** `openai_compatible`: which of `PROVIDER_PRESETS` it is, for what differs between such servers. */
  preset: z.string().min(1).max(32).optional(),
  /** `azure_openai`: the dated `api-version` of the deployments' API; left out, the undated `/openai/v1` is called. */
  apiVersion: z.string().regex(/^\d{4}-\d{2}-\d{2}(-preview)?$/, "a version such as 2024-10-21").optional(),
  /** `azure_openai`: the deployment of each model; a model that is not listed is its own deployment's name. */
  deployments: z.record(z.string().min(1).max(256), z.string().min(1).max(64)).optional(),
  /** `openai`: the organization that requests count for (`OpenAI-Organization`). */
  organization: openaiId.optional(),
  /** `openai`: the project that requests count for (`OpenAI-Project`). */
  project: openaiId.optional(),
  /** `anthropic`: beta features that every request asks for, beside those that its client asks for. */
  betas: z.array(z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, "a name such as context-1m-2025-08-07")).min(1).max(16)
    .optional(),
  /** `openai`: where data stays (`eu`, `us`); `gemini`: Vertex AI's location (`europe-west4`, `global`). */
  region: z.string().max(32).regex(/^[a-z]+(-[a-z]+\d+)?$/, "a region such as eu or europe-west4").optional(),
  /** `gemini`: the Google Cloud project whose Vertex AI is called; goes with `region`. */
  vertexProject: z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, "the id of a Google Cloud project").optional(),
  /** Sent with every request, unless the kind sets a header of that name itself. Not for secrets. */
  headers: providerHeaders.optional(),
});
export type ProviderSettings = z.infer<typeof providerSettings>;

/** The base URL used when a provider names none; kinds without an entry must name one (mock needs none). */
export const DEFAULT_BASE_URLS: Partial<Record<ProviderKind, string>> = {
  openai: "https://api.openai.com/v1",
  anthropic: "https://api.anthropic.com/v1",
  gemini: "https://generativelanguage.googleapis.com/v1beta",
};

/** Where requests to a provider go, without a slash at its end; null where the kind has no address of its own. */
export function baseUrlOf(
  { kind, baseUrl, settings }: {
    kind: ProviderKind;
    baseUrl: string | null;
    settings?: ProviderSettings | null | undefined;
  },
): string | null {
  if (baseUrl !== null) return baseUrl;
  const region = settings?.region;
  return region === undefined ? DEFAULT_BASE_URLS[kind] ?? null : regionalUrl(kind, region, settings?.vertexProject);
}

function regionalUrl(kind: ProviderKind, region: string, vertexProject: string | undefined): string | null {
  if (kind === "openai") return `https://${region}.api.openai.com/v1`;
  if (kind !== "gemini" || vertexProject === undefined) return DEFAULT_BASE_URLS[kind] ?? null;
  const host = region === "global" ? "aiplatform.googleapis.com" : `${region}-aiplatform.googleapis.com`;
  return `https://${host}/v1/projects/${vertexProject}/locations/${region}/publishers/google`;
}
