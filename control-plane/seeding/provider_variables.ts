import type { ProviderKind } from "../../prisma/generated/client/enums.ts";
import { PROVIDER_PRESETS } from "../../shared/contracts/provider_preset.ts";

/** What the presence of a variable makes at the first start. */
export interface SeededProvider {
  name: string;
  kind: ProviderKind;
  preset?: string;
  /** Another variable, without which none is made: where the provider is. */
  baseUrlVariable?: string;
}

/** The variables whose presence makes a provider: each holds its key, as the provider's own documentation names it. */
export const PROVIDER_VARIABLES: ReadonlyMap<string, SeededProvider> = new Map<string, SeededProvider>([
  ["OPENAI_API_KEY", { name: "openai", kind: "OPENAI" }],
  ["ANTHROPIC_API_KEY", { name: "anthropic", kind: "ANTHROPIC" }],
  ["GEMINI_API_KEY", { name: "gemini", kind: "GEMINI" }],
  ["AZURE_OPENAI_API_KEY", { name: "azure", kind: "AZURE_OPENAI", baseUrlVariable: "AZURE_OPENAI_ENDPOINT" }],
  ...Object.entries(PROVIDER_PRESETS).flatMap(([preset, { keyVariable }]): [string, SeededProvider][] =>
    keyVariable === null ? [] : [[keyVariable, { name: preset, kind: "OPENAI_COMPATIBLE", preset }]]
  ),
]);

/** Known, but of kinds that are not built yet. */
export const LATER_VARIABLES: ReadonlyMap<string, string> = new Map([["AWS_BEARER_TOKEN_BEDROCK", "Amazon Bedrock"]]);

/** Every variable that says something of a provider. */
export const PROVIDER_VARIABLE_NAMES: readonly string[] = [
  ...PROVIDER_VARIABLES.keys(),
  ...[...PROVIDER_VARIABLES.values()].flatMap(({ baseUrlVariable }) => baseUrlVariable ?? []),
  ...LATER_VARIABLES.keys(),
];
