import type { RevisionProvider } from "../../shared/contracts/config_revision.ts";
import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import { baseUrlOf } from "../../shared/contracts/provider_kind.ts";
import type { TargetNode } from "../../shared/contracts/route_tree.ts";
import { chooseWeighted } from "../../shared/routing/choose_weighted.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { GatewayError } from "../pipeline/gateway_error.ts";
import type { ProviderAdapter } from "../providers/provider_adapter.ts";
import type { TenantSnapshot } from "../snapshot/snapshot.ts";
import { type TargetPlace, targetPlace } from "./target_place.ts";

/** A target with everything that a call to it takes. */
export interface ReadyTarget {
  state: "ready";
  target: TargetNode;
  provider: RevisionProvider;
  adapter: ProviderAdapter;
  baseUrl: string;
  /** Null where the kind needs no credential and none is stored. */
  credentialId: string | null;
  secret: string | null;
  place: TargetPlace;
}

export type ResolvedTarget =
  | ReadyTarget
  /** It cannot be called, and the class decides whether another target is tried. */
  | { state: "unavailable"; provider: RevisionProvider | null; errorClass: ErrorClass; error: GatewayError };

/** Finds a target's provider, adapter and one of its credentials, leaving out those in `triedCredentials`. */
export function resolveTarget(
  gateway: Gateway,
  tenant: TenantSnapshot,
  target: TargetNode,
  triedCredentials: ReadonlySet<string>,
): ResolvedTarget {
  const provider = tenant.providers.get(target.provider);
  if (provider === undefined) {
    const error = new GatewayError("upstream_not_found", {
      details: { provider: target.provider, model: target.model },
    });
    return { state: "unavailable", provider: null, errorClass: "not_found", error };
  }
  const adapter = gateway.dependencies.adapters(provider.kind);
  if (adapter === null) {
    const error = new GatewayError("provider_kind_unavailable", { details: { kind: provider.kind } });
    return { state: "unavailable", provider, errorClass: "not_found", error };
  }
  const credential = chooseCredential(gateway, tenant, provider, { model: target.model, tried: triedCredentials });
  if (credential === null && adapter.needsSecret) {
    const error = new GatewayError("credential_unavailable", { details: { provider: provider.name } });
    return { state: "unavailable", provider, errorClass: "authentication", error };
  }
  const secret = credential?.secret ?? null;
  return {
    state: "ready",
    target,
    provider,
    adapter,
    baseUrl: baseUrlOf(provider) ?? BASE_URL_OF_NOTHING,
    credentialId: credential?.id ?? null,
    secret,
    place: targetPlace(tenant.revision.tenantId, { provider, model: target.model }, secret),
  };
}

/** Whether the provider has a usable credential that has not been tried and is not told to slow down. */
export function hasFreshCredential(
  gateway: Gateway,
  tenant: TenantSnapshot,
  target: TargetNode,
  triedCredentials: ReadonlySet<string>,
): boolean {
  const provider = tenant.providers.get(target.provider);
  if (provider === undefined) return false;
  const { cooling } = gateway.dependencies.targetHealth;
  return provider.credentials.some(({ credentialId, weight }) => {
    if (weight <= 0 || triedCredentials.has(credentialId)) return false;
    const secret = gateway.dependencies.snapshot.secret(tenant.revision.tenantId, credentialId);
    return secret !== null && cooling.leftMs(credentialId, target.model, secret) === 0;
  });
}

/** The mock is within the process; a reserved name (RFC 2606) makes sure that nothing else is reached by mistake. */
const BASE_URL_OF_NOTHING = "http://provider.invalid";

interface UsableCredential {
  id: string;
  secret: string;
  weight: number;
  /** How long it is yet to be left alone, milliseconds. */
  coolingMs: number;
}

/** By weight among those whose secret opens and that do not cool; where all cool, the one that has cooled the most. */
function chooseCredential(
  gateway: Gateway,
  tenant: TenantSnapshot,
  provider: RevisionProvider,
  options: { model: string; tried: ReadonlySet<string> },
): UsableCredential | null {
  const { snapshot, targetHealth: { cooling }, random } = gateway.dependencies;
  const usable: UsableCredential[] = [];
  for (const { credentialId: id, weight } of provider.credentials) {
    if (weight <= 0 || options.tried.has(id)) continue;
    const secret = snapshot.secret(tenant.revision.tenantId, id);
    if (secret === null) continue;
    const coolingMs = cooling.leftMs(id, options.model, secret);
    const credential = { id, secret, weight, coolingMs };
    // Most providers have a single one.
    if (provider.credentials.length === 1) return credential;
    usable.push(credential);
  }
  if (usable.length <= 1) return usable[0] ?? null;
  const ready = usable.filter((one) => one.coolingMs === 0);
  if (ready.length === 0) return usable.reduce((best, one) => one.coolingMs < best.coolingMs ? one : best);
  return ready[chooseWeighted(ready.map((one) => one.weight), random())]!;
}
