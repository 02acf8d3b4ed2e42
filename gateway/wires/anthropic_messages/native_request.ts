import { spliceJson } from "../splice_json.ts";
import type { ProviderCall, WireRequest } from "../wire.ts";
import { withoutForeignSignatures } from "./foreign_signatures.ts";

/**
 * The client's own bytes, changed in `model` and overrides alone. Only what another provider signed is taken out, see
 * `withoutForeignSignatures`. `overrides`: default those of the call.
 */
export function nativeRequest(
  call: ProviderCall,
  overrides: Readonly<Record<string, unknown>> | null = call.overrides,
): WireRequest {
  const { bytes, body, droppedFields } = withoutForeignSignatures(call.bodyBytes, call.body);
  const changes = new Map<string, unknown>();
  if (body["model"] !== call.model) changes.set("model", call.model);
  for (const [field, value] of Object.entries(overrides ?? {})) changes.set(field, value ?? undefined);
  return { state: "ready", body: spliceJson(bytes, body, changes), droppedFields };
}
