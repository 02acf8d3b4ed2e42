import type { ApiKeyEntry } from "../../shared/contracts/api_key.ts";
import { configRevision, type RevisionProvider, type RevisionRoute } from "../../shared/contracts/config_revision.ts";
import type { BodyCapture } from "../../shared/contracts/body_capture.ts";
import type { Limit, Policy } from "../../shared/contracts/policy.ts";
import type { PriceOverride } from "../../shared/contracts/price.ts";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { createSecretToken, type SecretToken, sha256Hex } from "../../shared/identifiers/secret_token.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { indexRevision } from "../snapshot/index_revision.ts";
import type { KeyLookup, Snapshot, TenantSnapshot } from "../snapshot/snapshot.ts";

export type ProviderFixture = Partial<RevisionProvider> & Pick<RevisionProvider, "name" | "kind">;

/** A policy on the tenant that blocks, and refuses while its counters cannot be known; unless it says otherwise. */
export type PolicyFixture = Partial<Policy> & Pick<Policy, "limits">;

export interface TenantOptions {
  /** Routes of the project by name. Default: none. */
  routes?: Record<string, RouteNode>;
  /** What else a route has, by its name. Default: nothing. */
  routeOptions?: Record<string, Pick<RevisionRoute, "aliases" | "cache">>;
  /** Default: one provider of the kind mock, named `mock`. */
  providers?: ProviderFixture[];
  /** Secrets by credential id; a credential that is not here does not open. */
  secrets?: Record<string, string>;
  /** Default true. */
  allowDirectModels?: boolean;
  /** Default: nothing is captured. */
  capture?: Partial<BodyCapture>;
  priceOverrides?: PriceOverride[];
  /** Default: none. */
  policies?: PolicyFixture[];
  /** Limits of the key's own. Default: none. */
  keyLimits?: Limit[];
}

/** A tenant with one project and one key, as a gateway's snapshot knows it; a test may change it as it goes. */
export class TenantFixture implements Snapshot {
  readonly token: SecretToken = createSecretToken("ppk");
  entry: ApiKeyEntry;
  current: TenantSnapshot | null;
  stale = false;
  /** When set, every key is looked up as this. */
  lookup: KeyLookup | null = null;
  /** Answers come as promises, as from the feed. */
  slow = false;
  readonly #secrets: Record<string, string>;

  constructor(options: TenantOptions = {}) {
    this.#secrets = options.secrets ?? {};
    this.entry = {
      keyId: this.token.id,
      apiKeyId: uuidv7(1),
      tenantId: uuidv7(1),
      projectId: uuidv7(1),
      name: "test",
      sha256: sha256Hex(this.token.token),
      state: "active",
      expiresAt: null,
      limits: options.keyLimits ?? [],
      keyVersion: 1,
    };
    this.current = snapshotOf(this.entry, options);
  }

  key(keyId: string): KeyLookup | Promise<KeyLookup> {
    const known: KeyLookup = keyId === this.entry.keyId ? { state: "found", entry: this.entry } : { state: "absent" };
    const lookup = this.lookup ?? known;
    return this.slow ? Promise.resolve(lookup) : lookup;
  }

  tenant(tenantId: string): TenantSnapshot | null | Promise<TenantSnapshot | null> {
    const found = tenantId === this.entry.tenantId ? this.current : null;
    return this.slow ? Promise.resolve(found) : found;
  }

  secret(_tenantId: string, credentialId: string): string | null {
    return this.#secrets[credentialId] ?? null;
  }
}

function snapshotOf(key: ApiKeyEntry, options: TenantOptions): TenantSnapshot {
  const providers = options.providers ?? [{ name: "mock", kind: "mock" }];
  return indexRevision(configRevision.parse({
    schema: 1,
    tenantId: key.tenantId,
    number: 7,
    hash: "ab".repeat(32),
    publishedAt: Date.UTC(2026, 0, 1),
    timeZone: "Europe/Berlin",
    projects: [{
      id: key.projectId,
      name: "Project",
      allowDirectModels: options.allowDirectModels ?? true,
      ...(options.capture && { capture: { enabled: true, ...options.capture } }),
    }],
    routes: Object.entries(options.routes ?? {}).map(([name, tree]) => ({
      id: uuidv7(1),
      projectId: key.projectId,
      name,
      tree,
      ...options.routeOptions?.[name],
    })),
    policies: (options.policies ?? []).map((policy, index) => ({
      id: uuidv7(1),
      name: `Policy ${index + 1}`,
      scope: { type: "tenant" },
      action: "block",
      onLimiterLoss: "closed",
      ...policy,
    })),
    providers: providers.map((provider) => ({ id: uuidv7(1), baseUrl: null, credentials: [], ...provider })),
    priceOverrides: options.priceOverrides ?? [],
    priceBookDigest: "test",
  }));
}
