import type { ApiKeyEntry } from "../../shared/contracts/api_key.ts";
import { internalKeyId, type InternalRequest } from "../../shared/contracts/internal_call.ts";
import { indexRevision } from "../snapshot/index_revision.ts";
import { readRevision } from "../snapshot/read_revision.ts";
import type { TenantSnapshot } from "../snapshot/snapshot.ts";
import type { Caller, Exchange } from "./exchange.ts";
import { GatewayError } from "./gateway_error.ts";

/**
 * What `authenticate()` is for requests that the control plane asks for, whose caller it has proved: takes the named project
 * as it is now, without an API key. Throws `configuration_unavailable` where this gateway does not know it, and
 * `invalid_request` for a revision that it cannot use.
 */
export async function actFor(exchange: Exchange, origin: InternalRequest): Promise<Caller> {
  const key = keyOf(origin);
  exchange.key = key;
  const { snapshot } = exchange.gateway.dependencies;
  if (snapshot.stale) exchange.degradation.push("stale_snapshot");
  const present = await snapshot.tenant(origin.tenantId);
  const project = present?.projects.get(origin.projectId);
  if (present === null || project === undefined) {
    throw new GatewayError("configuration_unavailable", { retryAfterMs: 1_000 });
  }
  const tenant = origin.revision === null ? present : withRoutesOf(present, origin.revision);
  exchange.caller = { key, tenant, project };
  return exchange.caller;
}

/**
 * The tenant under the routes of another revision, whose name stands on the record. Everything else is the present one's: an
 * old revision lifts no limit, revives no key, and its old addresses open no circuit of today's.
 */
function withRoutesOf(present: TenantSnapshot, document: Readonly<Record<string, unknown>>): TenantSnapshot {
  const { tenantId, timeZone, priceOverrides } = present.revision;
  const reading = readRevision(tenantId, document);
  if (reading.state !== "accepted") {
    throw new GatewayError("invalid_request", {
      details: { detail: `the revision cannot be used: ${reading.detail}` },
    });
  }
  const { label, routes, aliases, revision } = indexRevision(reading.revision);
  return { ...present, label, routes, aliases, revision: { ...revision, timeZone, priceOverrides } };
}

/** No key of anybody's: it has no limits of its own, and cannot be shown. */
function keyOf({ tenantId, projectId }: InternalRequest): ApiKeyEntry {
  return {
    keyId: "internal0000",
    apiKeyId: internalKeyId(projectId),
    tenantId,
    projectId,
    name: "internal",
    sha256: "0".repeat(64),
    state: "active",
    expiresAt: null,
    limits: NO_LIMITS,
    keyVersion: 1,
  };
}

const NO_LIMITS: ApiKeyEntry["limits"] = [];
