import { timingSafeEqual } from "node:crypto";
import type { ApiKeyEntry } from "../../shared/contracts/api_key.ts";
import { REQUEST_HEADERS } from "../../shared/contracts/headers.ts";
import { parseSecretToken, sha256Hex } from "../../shared/identifiers/secret_token.ts";
import type { KeyLookup, TenantSnapshot } from "../snapshot/snapshot.ts";
import type { ProvenKey } from "./authorization_cache.ts";
import type { Caller, Exchange } from "./exchange.ts";
import { GatewayError } from "./gateway_error.ts";

/**
 * Finds out who calls and pins the tenant's present revision for the whole request. Throws a `GatewayError` for every
 * caller that may not go on; from a proved key on, the exchange knows it and the request is on record.
 */
export function authenticate(exchange: Exchange): Caller | Promise<Caller> {
  const entry = findKey(exchange);
  return entry instanceof Promise ? entry.then((found) => admitKey(exchange, found)) : admitKey(exchange, entry);
}

function findKey(exchange: Exchange): ApiKeyEntry | Promise<ApiKeyEntry> {
  const { dependencies, authorizations } = exchange.gateway;
  const presented = presentedKey(exchange.request);
  const proven = authorizations.get(presented);
  const lookup = dependencies.snapshot.key(proven?.keyId ?? tokenId(presented));
  return lookup instanceof Promise
    ? lookup.then((found) => prove(exchange, found, { presented, proven }))
    : prove(exchange, lookup, { presented, proven });
}

function prove(
  exchange: Exchange,
  lookup: KeyLookup,
  { presented, proven }: { presented: string; proven: ProvenKey | undefined },
): ApiKeyEntry {
  // Not knowing is no denial: a gateway that has lost its feed must not tell a client that its key is wrong.
  if (lookup.state === "unknown") throw new GatewayError("configuration_unavailable", { retryAfterMs: 1_000 });
  if (lookup.state === "absent") throw new GatewayError("invalid_api_key");
  const { entry } = lookup;
  if (proven?.sha256 === entry.sha256) return entry;
  const sha256 = proven?.sha256 ?? sha256Hex(presented);
  if (!isSameDigest(sha256, entry.sha256)) admitPrevious(exchange, entry, sha256);
  if (proven === undefined) {
    exchange.gateway.authorizations.remember(presented, { keyId: tokenId(presented), sha256 });
  }
  return entry;
}

/** Lets the secret before the last rotation pass until its grace is over; throws for every other. */
function admitPrevious(exchange: Exchange, entry: ApiKeyEntry, sha256: string): void {
  const { previous } = entry;
  if (previous === undefined || !isSameDigest(sha256, previous.sha256)) throw new GatewayError("invalid_api_key");
  if (previous.until > exchange.gateway.dependencies.clock.now()) return;
  // On its owner's record, who will want to know that somebody still has it.
  exchange.key = entry;
  throw new GatewayError("api_key_expired");
}

function admitKey(exchange: Exchange, entry: ApiKeyEntry): Caller | Promise<Caller> {
  // From here on the request has an owner, and each refusal is on that owner's record.
  exchange.key = entry;
  if (entry.state === "revoked") throw new GatewayError("api_key_revoked");
  if (entry.expiresAt !== null && entry.expiresAt <= exchange.gateway.dependencies.clock.now()) {
    throw new GatewayError("api_key_expired");
  }
  const { snapshot } = exchange.gateway.dependencies;
  if (snapshot.stale) exchange.degradation.push("stale_snapshot");
  const tenant = snapshot.tenant(entry.tenantId);
  return tenant instanceof Promise ? tenant.then((found) => pin(exchange, found)) : pin(exchange, tenant);
}

function pin(exchange: Exchange, tenant: TenantSnapshot | null): Caller {
  const key = exchange.key!;
  const project = tenant?.projects.get(key.projectId);
  // A key reaches gateways on its own and may be ahead of the revision that brings its project.
  if (tenant === null || project === undefined) {
    throw new GatewayError("configuration_unavailable", { retryAfterMs: 1_000 });
  }
  exchange.caller = { key, tenant, project };
  return exchange.caller;
}

/** The key as the client sent it, by OpenAI's header or by Anthropic's. */
function presentedKey(request: Request): string {
  const authorization = request.headers.get(REQUEST_HEADERS.authorization);
  if (authorization !== null) {
    const bearer = /^bearer +(\S+)$/i.exec(authorization.trimEnd());
    if (bearer !== null) return bearer[1]!;
  }
  const apiKey = request.headers.get(REQUEST_HEADERS.apiKey);
  if (apiKey !== null && apiKey !== "") return apiKey;
  throw new GatewayError(authorization === null ? "missing_api_key" : "invalid_api_key");
}

function tokenId(presented: string): string {
  const token = parseSecretToken(presented);
  if (token === null || token.prefix !== "ppk") throw new GatewayError("invalid_api_key");
  return token.id;
}

/** In constant time, so that a digest cannot be found out byte by byte. */
function isSameDigest(one: string, other: string): boolean {
  return timingSafeEqual(encoder.encode(one), encoder.encode(other));
}

const encoder = new TextEncoder();
