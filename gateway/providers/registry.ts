import type { ProviderKind } from "../../shared/contracts/provider_kind.ts";
import { mockAdapter } from "./mock/adapter.ts";
import { openaiAdapter } from "./openai/adapter.ts";
import type { ProviderAdapter } from "./provider_adapter.ts";

/** How a kind of provider is spoken to; null for a kind that this build cannot call (see `AVAILABLE_PROVIDER_KINDS`). */
export type AdapterRegistry = (kind: ProviderKind) => ProviderAdapter | null;

/** The adapters of every kind that this build can call. `now`: wall-clock milliseconds, for answers that must be dated. */
export function createAdapterRegistry(_dependencies: { now: () => number }): AdapterRegistry {
  const adapters = new Map<ProviderKind, ProviderAdapter>(
    [openaiAdapter("openai"), openaiAdapter("openai_compatible"), mockAdapter].map((
      adapter,
    ) => [adapter.kind, adapter]),
  );
  return (kind) => adapters.get(kind) ?? null;
}
