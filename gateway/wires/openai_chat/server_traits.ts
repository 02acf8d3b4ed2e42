import { PROVIDER_PRESETS, type ProviderPreset } from "../../../shared/contracts/provider_preset.ts";
import type { ProviderCall } from "../wire.ts";

/** Whose API a wire speaks: OpenAI's own (OpenAI, Azure, the mock), or that of a server that speaks it too. */
export type ChatServer = "openai" | "compatible";

/** How servers of the dialect differ, as far as written requests depend on it. */
export interface ServerTraits {
  /**
   * OpenAI's reasoning models take `max_completion_tokens` alone. Every compatible server takes `max_tokens`, and some
   * (Mistral) refuse the newer name.
   */
  maxTokensField: "max_completion_tokens" | "max_tokens";
  seedField: "seed" | "random_seed";
  /** Fields that OpenAI brought late: `service_tier`, `verbosity`, `allowed_tools`, a refusal in a message. */
  knowsNewFields: boolean;
  knowsTopK: boolean;
  knowsUser: boolean;
  /** PDFs as `file` parts. */
  takesFiles: boolean;
  /** Every word of `reasoning_effort`; others get `low`, `medium` and `high`. */
  knowsEveryEffort: boolean;
  /** Takes `reasoning_content` in an assistant message that calls tools. */
  takesReasoning: boolean;
  /** What stands there when there is nothing to give back, since the field must be there; null where it need not. */
  reasoningFiller: string | null;
}

/** The traits of the server that a call goes to. */
export function serverTraits(call: Pick<ProviderCall, "baseUrl" | "settings">, server: ChatServer): ServerTraits {
  if (server === "openai") return OPENAI;
  const id = presetId(call);
  // A server of nobody's is one of one's own (vLLM, SGLang, llama.cpp), and those pass over what they do not know.
  return { ...COMPATIBLE, ...(id === null ? OWN_SERVER : DIFFERENCES[id]) };
}

/** The preset of a call, by the settings, or by the address where a provider was made before there were presets. */
export function presetOf(call: Pick<ProviderCall, "baseUrl" | "settings">): ProviderPreset | null {
  const id = presetId(call);
  return id === null ? null : PROVIDER_PRESETS[id]!;
}

function presetId({ baseUrl, settings }: Pick<ProviderCall, "baseUrl" | "settings">): string | null {
  if (settings.preset !== undefined) return Object.hasOwn(PROVIDER_PRESETS, settings.preset) ? settings.preset : null;
  return HOSTS.find(([, origin]) => `${baseUrl}/`.startsWith(origin))?.[0] ?? null;
}

/** Addresses of this machine say nothing about who answers there. */
const HOSTS: readonly (readonly [id: string, origin: string])[] = Object.entries(PROVIDER_PRESETS)
  .filter(([, preset]) => preset.baseUrl.startsWith("https://"))
  .map(([id, preset]) => [id, `${new URL(preset.baseUrl).origin}/`]);

const OPENAI: ServerTraits = {
  maxTokensField: "max_completion_tokens",
  seedField: "seed",
  knowsNewFields: true,
  knowsTopK: false,
  knowsUser: true,
  takesFiles: true,
  knowsEveryEffort: true,
  takesReasoning: false,
  reasoningFiller: null,
};

const COMPATIBLE: ServerTraits = {
  ...OPENAI,
  maxTokensField: "max_tokens",
  knowsNewFields: false,
  takesFiles: false,
  knowsEveryEffort: false,
};

const OWN_SERVER: Partial<ServerTraits> = { knowsTopK: true, takesReasoning: true };

/** By preset. DeepSeek and Moonshot refuse a call without its thinking; an empty one is none to Moonshot. */
const DIFFERENCES: Readonly<Record<string, Partial<ServerTraits>>> = {
  mistral: { seedField: "random_seed", knowsUser: false },
  deepseek: { takesReasoning: true, reasoningFiller: "" },
  moonshot: { takesReasoning: true, reasoningFiller: " " },
  openrouter: { knowsTopK: true, takesFiles: true, knowsEveryEffort: true, takesReasoning: true },
  together: { knowsTopK: true },
  fireworks: { knowsTopK: true, takesReasoning: true },
  vllm: OWN_SERVER,
  lmstudio: { knowsTopK: true },
};
