import type { ProviderKind } from "../../../shared/contracts/provider_kind.ts";
import type { ProviderAdapter } from "../../providers/provider_adapter.ts";
import { createAdapterRegistry } from "../../providers/registry.ts";
import type { WireDependencies } from "../wire.ts";
import { testWireDependencies } from "./wire_dependencies.ts";

/** The adapter of a kind as a gateway has it, with foreseeable dates and ids. */
export function testAdapter(kind: ProviderKind, dependencies: Partial<WireDependencies> = {}): ProviderAdapter {
  return createAdapterRegistry({ ...testWireDependencies(), ...dependencies })(kind)!;
}
