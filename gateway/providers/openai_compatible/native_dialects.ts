import { providerPreset } from "../../../shared/contracts/provider_input.ts";
import type { Dialect } from "../../../shared/contracts/request_record.ts";
import type { ProviderCall } from "../../wires/wire.ts";

/**
 * Whether the server speaks a dialect itself: what its preset says, or, of a server without one, chat completions and
 * embeddings, which nearly all of them have.
 */
export function isNative({ dialect, settings }: Pick<ProviderCall, "dialect" | "settings">): boolean {
  if (dialect === "openai_chat") return true;
  const speaks: readonly Dialect[] = providerPreset(settings.preset)?.speaks ?? ["openai_embeddings"];
  return speaks.includes(dialect);
}
