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
export const AVAILABLE_PROVIDER_KINDS: readonly ProviderKind[] = ["openai", "anthropic", "openai_compatible", "mock"];

/** The base URL used when a provider names none; kinds without an entry must name one (mock needs none). */
export const DEFAULT_BASE_URLS: Partial<Record<ProviderKind, string>> = {
  openai: "https://api.openai.com/v1",
  anthropic: "https://api.anthropic.com/v1",
};
