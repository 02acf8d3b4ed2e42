import { type ProviderField, type ProviderNeed, providerNeeds } from "../../shared/contracts/provider_input.ts";
import {
  AVAILABLE_PROVIDER_KINDS,
  DEFAULT_BASE_URLS,
  type ProviderKind as ContractKind,
} from "../../shared/contracts/provider_kind.ts";
import { PROVIDER_PRESETS } from "../../shared/contracts/provider_preset.ts";

/** A kind as the API writes it. */
export type ProviderKind = Uppercase<ContractKind>;

export interface ProviderKindText {
  kind: ProviderKind;
  title: string;
  /** Whether gateways can call it today. */
  available: boolean;
  /** What it is asked for. */
  needs: Record<ProviderField, ProviderNeed>;
  /** Where it is when no base URL is given; null where there is no such place. */
  defaultBaseUrl: string | null;
}

/** The kinds as forms offer them, those that work today first. */
export const PROVIDER_KINDS: readonly ProviderKindText[] = ([
  ["OPENAI", "OpenAI"],
  ["ANTHROPIC", "Anthropic"],
  ["GEMINI", "Google Gemini"],
  ["AZURE_OPENAI", "Azure OpenAI"],
  ["OPENAI_COMPATIBLE", "OpenAI-compatible"],
  ["MOCK", "Mock"],
  ["BEDROCK", "Amazon Bedrock"],
] as const).map(([kind, title]) => ({
  kind,
  title,
  available: AVAILABLE_PROVIDER_KINDS.includes(contractKind(kind)),
  needs: providerNeeds(contractKind(kind)),
  defaultBaseUrl: DEFAULT_BASE_URLS[contractKind(kind)] ?? null,
}));

/** A server that is known by its name, as forms offer it. */
export interface PresetText {
  preset: string;
  title: string;
  baseUrl: string;
  apiKey: "required" | "optional";
}

export const PRESETS: readonly PresetText[] = Object.entries(PROVIDER_PRESETS).map(
  ([preset, { name, baseUrl, apiKey }]) => ({ preset, title: name, baseUrl, apiKey }),
);

/** The kind that a form's field names; null when it names none. */
export function parseProviderKind(text: unknown): ProviderKind | null {
  return PROVIDER_KINDS.find(({ kind }) => kind === text)?.kind ?? null;
}

/** The same kind as the contracts write it. */
export function contractKind(kind: ProviderKind): ContractKind {
  return kind.toLowerCase() as ContractKind;
}
