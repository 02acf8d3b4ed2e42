import { z } from "zod";

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

/** What a kind of provider must be told beside its address and key; each is left out where the kind has no use for it. */
export const providerSettings = z.strictObject({
  /** `openai_compatible`: which of `PROVIDER_PRESETS` it is, for what differs between such servers. */
  preset: z.string().min(1).max(32).optional(),
  /** `azure_openai`: the dated `api-version` of the deployments' API; left out, the undated `/openai/v1` is called. */
  apiVersion: z.string().regex(/^\d{4}-\d{2}-\d{2}(-preview)?$/, "a version such as 2024-10-21").optional(),
  /** `azure_openai`: the deployment of each model; a model that is not listed is its own deployment's name. */
  deployments: z.record(z.string().min(1).max(256), z.string().min(1).max(64)).optional(),
});
export type ProviderSettings = z.infer<typeof providerSettings>;

/** The base URL used when a provider names none; kinds without an entry must name one (mock needs none). */
export const DEFAULT_BASE_URLS: Partial<Record<ProviderKind, string>> = {
  openai: "https://api.openai.com/v1",
  anthropic: "https://api.anthropic.com/v1",
  gemini: "https://generativelanguage.googleapis.com/v1beta",
};
