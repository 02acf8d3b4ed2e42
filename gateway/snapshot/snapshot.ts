import type { ApiKeyEntry } from "../../shared/contracts/api_key.ts";
import type { ConfigRevision } from "../../shared/contracts/config_revision.ts";
import type { IndexedContent } from "../../shared/routing/indexed_content.ts";

/** One tenant's current revision, indexed for the request path; immutable, replaced as a whole. */
export interface TenantSnapshot extends IndexedContent {
  readonly revision: ConfigRevision;
  /** `<number>-<hash8>`, as `x-perpetuo-revision` says it. */
  readonly label: string;
}

export type KeyLookup =
  | { state: "found"; entry: ApiKeyEntry }
  | { state: "absent" }
  /** Neither cache, disk nor feed can tell: never a 401. */
  | { state: "unknown" };

/**
 * What the gateway knows of the configuration: memory, then the last good state on disk, then the feed. Answers at once
 * (not as a promise) whatever is in memory.
 */
export interface Snapshot {
  /** A key by its public id; unknown ids are remembered as absent for one second. */
  key(keyId: string): KeyLookup | Promise<KeyLookup>;
  /** The tenant's current revision; null when none is known anywhere. */
  tenant(tenantId: string): TenantSnapshot | null | Promise<TenantSnapshot | null>;
  /** An active credential's secret, opened in memory; null when it is unknown, revoked or cannot be unwrapped. */
  secret(tenantId: string, credentialId: string): string | null;
  /** Whether the feed is out of reach, so that what is served may be old. */
  readonly stale: boolean;
}
