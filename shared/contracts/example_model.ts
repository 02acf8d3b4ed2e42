import type { ProviderKind } from "./provider_kind.ts";

/**
 * A model of a provider that is cheap enough to try things out with; null where nobody but its owner can know one: a
 * deployment has a name of its own, and a server of one's own serves what was put there.
 */
export function exampleModel(kind: ProviderKind, preset: string | null = null): string | null {
  const table = kind === "openai_compatible" ? OF_PRESETS : OF_KINDS;
  const name = kind === "openai_compatible" ? preset : kind;
  return name !== null && Object.hasOwn(table, name) ? table[name]! : null;
}

const OF_KINDS: Readonly<Record<string, string>> = {
  openai: "gpt-5-mini",
  anthropic: "claude-haiku-4-5",
  gemini: "gemini-2.5-flash",
  mock: "demo",
};

const OF_PRESETS: Readonly<Record<string, string>> = {
  mistral: "mistral-small-latest",
  groq: "llama-3.1-8b-instant",
  deepseek: "deepseek-chat",
  xai: "grok-4-fast-non-reasoning",
  together: "meta-llama/Llama-3.3-70B-Instruct-Turbo",
  openrouter: "openai/gpt-5-mini",
  fireworks: "accounts/fireworks/models/gpt-oss-20b",
  cerebras: "llama3.1-8b",
  moonshot: "kimi-k2-0905-preview",
  cohere: "command-r7b-12-2024",
};
