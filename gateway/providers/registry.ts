import type { ProviderKind } from "../../shared/contracts/provider_kind.ts";
import { anthropicAdapter } from "./anthropic/adapter.ts";
import { mockAdapter } from "./mock/adapter.ts";
import { openaiAdapter } from "./openai/adapter.ts";
import type { ProviderAdapter } from "./provider_adapter.ts";

/** How a kind of provider is spoken to; null for a kind that this build cannot call (see `AVAILABLE_PROVIDER_KINDS`). */
export type AdapterRegistry = (kind: ProviderKind) => ProviderAdapter | null;

/** The adapters of every kind that this build can call. `now`: wall-clock milliseconds, for answers that must be dated. */
export function createAdapterRegistry(dependencies: { now: () => number }): AdapterRegistry {
  const all = [
    openaiAdapter("openai"),
    openaiAdapter("openai_compatible"),
    anthropicAdapter(dependencies.now),
    mockAdapter,
  ];
  const adapters = new Map<ProviderKind, ProviderAdapter>(all.map((adapter) => [adapter.kind, adapter]));
  return (kind) => adapters.get(kind) ?? null;
}
