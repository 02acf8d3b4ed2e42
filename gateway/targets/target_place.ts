import type { RevisionProvider } from "../../shared/contracts/config_revision.ts";
import type { KeptEndpoints } from "../wires/wire.ts";
import type { TargetIdentity } from "./target_passage.ts";

/** One model of one provider of one revision with one of its credentials; what its calls share is made once. */
export interface TargetPlace {
  readonly identity: TargetIdentity;
  readonly secret: string | null;
  readonly endpoints: KeptEndpoints;
}

/** The place of a call; the same object as long as provider, model and credential are the same. */
export function targetPlace(
  tenantId: string,
  { provider, model }: { provider: RevisionProvider; model: string },
  secret: string | null,
): TargetPlace {
  let places = placesOf.get(provider);
  if (places === undefined) placesOf.set(provider, places = new Map());
  const former = places.get(model);
  // Of several credentials each is found again as long as requests do not use them in turn.
  if (former !== undefined && former.secret === secret) return former;
  // Models come from clients: made-up ones must not fill the memory.
  if (former === undefined && places.size >= MODELS_MAX) places.clear();
  const identity = former?.identity ?? identityOf(tenantId, provider, model);
  const place = { identity, secret, endpoints: {} };
  places.set(model, place);
  return place;
}

/** By provider, which is another object in the next revision, and by model. */
const placesOf = new WeakMap<RevisionProvider, Map<string, TargetPlace>>();
const MODELS_MAX = 64;

function identityOf(tenantId: string, { name, kind }: RevisionProvider, model: string): TargetIdentity {
  return { tenantId, provider: name, providerKind: kind, model };
}
