import type { Dialect } from "./request_record.ts";

/** What is known of a server that speaks OpenAI's protocol, so that nobody has to look it up. */
export interface ProviderPreset {
  /** What people call it. */
  name: string;
  baseUrl: string;
  /** Whether its API asks for a key. */
  apiKey: "required" | "optional";
  /** The environment variable that its own documentation names for the key; null where it has none. */
  keyVariable: string | null;
  /**
   * Dialects beside `openai_chat` that its documentation says it speaks itself, below the same base URL: their bytes pass
   * through untranslated. An older release of a server of one's own that does not yet is best left without a preset.
   */
  speaks: readonly Exclude<Dialect, "openai_chat">[];
  /** It refuses `stream_options` and reports usage unasked. */
  refusesStreamOptions?: true;
  /** It shows its list of models to whoever asks, so that the list proves no key. */
  modelListIsPublic?: true;
}

/** The presets of the kind `openai_compatible`, by the id that a provider's settings name. Ids are never renamed. */
export const PROVIDER_PRESETS: Readonly<Record<string, ProviderPreset>> = {
  mistral: {
    name: "Mistral",
    baseUrl: "https://api.mistral.ai/v1",
    apiKey: "required",
    keyVariable: "MISTRAL_API_KEY",
    speaks: ["openai_embeddings"],
    refusesStreamOptions: true,
  },
  groq: {
    name: "Groq",
    baseUrl: "https://api.groq.com/openai/v1",
    apiKey: "required",
    keyVariable: "GROQ_API_KEY",
    speaks: ["openai_responses"],
  },
  deepseek: {
    name: "DeepSeek",
    baseUrl: "https://api.deepseek.com/v1",
    apiKey: "required",
    keyVariable: "DEEPSEEK_API_KEY",
    speaks: [],
  },
  xai: {
    name: "xAI",
    baseUrl: "https://api.x.ai/v1",
    apiKey: "required",
    keyVariable: "XAI_API_KEY",
    speaks: ["openai_responses"],
  },
  together: {
    name: "Together AI",
    baseUrl: "https://api.together.xyz/v1",
    apiKey: "required",
    keyVariable: "TOGETHER_API_KEY",
    speaks: ["openai_embeddings"],
  },
  openrouter: {
    name: "OpenRouter",
    baseUrl: "https://openrouter.ai/api/v1",
    apiKey: "required",
    keyVariable: "OPENROUTER_API_KEY",
    speaks: ["openai_embeddings", "openai_responses", "anthropic_messages"],
    modelListIsPublic: true,
  },
  fireworks: {
    name: "Fireworks AI",
    baseUrl: "https://api.fireworks.ai/inference/v1",
    apiKey: "required",
    keyVariable: "FIREWORKS_API_KEY",
    speaks: ["openai_embeddings", "openai_responses", "anthropic_messages"],
  },
  cerebras: {
    name: "Cerebras",
    baseUrl: "https://api.cerebras.ai/v1",
    apiKey: "required",
    keyVariable: "CEREBRAS_API_KEY",
    speaks: [],
  },
  moonshot: {
    name: "Moonshot AI",
    baseUrl: "https://api.moonshot.ai/v1",
    apiKey: "required",
    keyVariable: "MOONSHOT_API_KEY",
    speaks: ["openai_responses"],
  },
  cohere: {
    name: "Cohere",
    baseUrl: "https://api.cohere.ai/compatibility/v1",
    apiKey: "required",
    keyVariable: "COHERE_API_KEY",
    speaks: ["openai_embeddings"],
  },
  ollama: {
    name: "Ollama",
    baseUrl: "http://localhost:11434/v1",
    apiKey: "optional",
    keyVariable: null,
    speaks: ["openai_embeddings", "openai_responses", "anthropic_messages"],
  },
  vllm: {
    name: "vLLM",
    baseUrl: "http://localhost:8000/v1",
    apiKey: "optional",
    keyVariable: null,
    speaks: ["openai_embeddings", "openai_responses", "anthropic_messages", "anthropic_count_tokens"],
  },
  lmstudio: {
    name: "LM Studio",
    baseUrl: "http://localhost:1234/v1",
    apiKey: "optional",
    keyVariable: null,
    speaks: ["openai_embeddings", "openai_responses", "anthropic_messages"],
  },
};
