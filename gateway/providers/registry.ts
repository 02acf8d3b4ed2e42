import type { ProviderKind } from "../../shared/contracts/provider_kind.ts";
import type { WireDependencies } from "../wires/wire.ts";
import { anthropicDefinition } from "./anthropic/definition.ts";
import { azureOpenaiDefinition } from "./azure_openai/definition.ts";
import { geminiDefinition } from "./gemini/definition.ts";
import { mockDefinition } from "./mock/definition.ts";
import { openaiDefinition } from "./openai/definition.ts";
import { openaiCompatibleDefinition } from "./openai_compatible/definition.ts";
import { type ProviderAdapter, providerAdapter, type ProviderDefinition } from "./provider_adapter.ts";

/** How a kind of provider is spoken to; null for a kind that this build cannot call (see `AVAILABLE_PROVIDER_KINDS`). */
export type AdapterRegistry = (kind: ProviderKind) => ProviderAdapter | null;

/** The adapters of every kind that this build can call. */
export function createAdapterRegistry(dependencies: WireDependencies): AdapterRegistry {
  const adapters = new Map<ProviderKind, ProviderAdapter>(
    DEFINITIONS.map((define) => providerAdapter(define(dependencies))).map((adapter) => [adapter.kind, adapter]),
  );
  return (kind) => adapters.get(kind) ?? null;
}

const DEFINITIONS: readonly ((dependencies: WireDependencies) => ProviderDefinition)[] = [
  openaiDefinition,
  openaiCompatibleDefinition,
  anthropicDefinition,
  azureOpenaiDefinition,
  geminiDefinition,
  mockDefinition,
];
