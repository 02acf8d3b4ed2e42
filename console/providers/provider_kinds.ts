import { type ProviderNeed, providerNeeds } from "../../shared/contracts/provider_input.ts";
import {
  AVAILABLE_PROVIDER_KINDS,
  DEFAULT_BASE_URLS,
  type ProviderKind as ContractKind,
} from "../../shared/contracts/provider_kind.ts";

/** A kind as the API writes it. */
export type ProviderKind = Uppercase<ContractKind>;

export interface ProviderKindText {
  kind: ProviderKind;
  title: string;
  /** Whether gateways can call it today. */
  available: boolean;
  baseUrl: ProviderNeed;
  apiKey: ProviderNeed;
  /** Where it is when no base URL is given; null where there is no such place. */
  defaultBaseUrl: string | null;
  /** What its keys look like. */
  apiKeyExample: string;
}

/** The kinds as forms offer them, those that work today first. */
export const PROVIDER_KINDS: readonly ProviderKindText[] = ([
  ["OPENAI", "OpenAI", "sk-…"],
  ["ANTHROPIC", "Anthropic", "sk-ant-…"],
  ["OPENAI_COMPATIBLE", "OpenAI-compatible", "the server's key"],
  ["MOCK", "Mock", ""],
  ["GEMINI", "Google Gemini", "AIza…"],
  ["AZURE_OPENAI", "Azure OpenAI", ""],
  ["BEDROCK", "Amazon Bedrock", ""],
] as const).map(([kind, title, apiKeyExample]) => ({
  kind,
  title,
  available: AVAILABLE_PROVIDER_KINDS.includes(contractKind(kind)),
  ...providerNeeds(contractKind(kind)),
  defaultBaseUrl: DEFAULT_BASE_URLS[contractKind(kind)] ?? null,
  apiKeyExample,
}));

export function providerKindText(kind: ProviderKind): ProviderKindText {
  return PROVIDER_KINDS.find((text) => text.kind === kind)!;
}

/** The kind that a form's field names; null when it names none. */
export function parseProviderKind(text: unknown): ProviderKind | null {
  return PROVIDER_KINDS.find(({ kind }) => kind === text)?.kind ?? null;
}

/** The same kind as the contracts write it. */
export function contractKind(kind: ProviderKind): ContractKind {
  return kind.toLowerCase() as ContractKind;
}
