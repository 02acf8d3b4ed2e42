import type { ProviderFault } from "../wires/wire.ts";
import type { ReadyTarget } from "./resolve_target.ts";
import type { TargetHealth } from "./target_health.ts";

/**
 * Leaves a credential alone after a failure that was its own: for as long as the provider asks (5 s where it does not say)
 * after a rate limit; for ten minutes when its quota is spent; for five minutes when it is refused, so that not every
 * request tries a revoked key first. A limit and a 403 are taken to be of this model alone.
 */
export function blameCredential(
  health: TargetHealth,
  { tenantId, ready }: { tenantId: string; ready: ReadyTarget },
  fault: ProviderFault,
): void {
  const { credentialId, secret, provider, target } = ready;
  if (credentialId === null) return;
  const of = { tenantId, provider: provider.name, providerKind: provider.kind, credentialId };
  switch (fault.errorClass) {
    case "rate_limited": {
      const coolMs = fault.quotaExhausted === true ? QUOTA_MS : fault.retryAfterMs ?? LIMITED_MS;
      return health.coolCredential({ ...of, model: target.model }, coolMs, { reason: "rate_limited", secret: null });
    }
    case "authentication": {
      const model = fault.status === 403 ? target.model : null;
      return health.coolCredential({ ...of, model }, REFUSED_MS, { reason: "authentication", secret });
    }
  }
}

const LIMITED_MS = 5_000;
const QUOTA_MS = 600_000;
const REFUSED_MS = 300_000;
