import { ConflictError } from "./api_error.ts";
import type { NodeType } from "./graphql/global_id.ts";

/** An object that has versions, as it is now. */
export interface VersionedRow {
  id: string;
  version: number;
  /** Set once it is out of use. */
  archivedAt?: Date | null;
}

/**
 * The conflict of a change that found its object at another version than the one it was based on, or out of use. Throw
 * it when an update `WHERE version = base` changed no row.
 */
export function staleVersion(type: VersionedType, { current, base }: { current: VersionedRow; base: number }) {
  return new ConflictError(sentence(NAMES[type], { current, base }), {
    stale: { object: { type, id: current.id }, currentVersion: current.version, baseVersion: base },
  });
}

/**
 * What an object is after it was to be taken out of use, or back into it, and no row changed: where no version was asked for
 * somebody else was as quick, and all is as wanted; else `ConflictError`.
 */
export function unlessStale<T extends VersionedRow>(
  type: VersionedType,
  { current, version }: { current: T; version: number | undefined },
): T {
  if (version === undefined) return current;
  throw staleVersion(type, { current, base: version });
}

type VersionedType = keyof typeof NAMES & NodeType;

const NAMES = {
  ApiKey: "API key",
  Policy: "policy",
  Price: "price",
  Project: "project",
  Provider: "provider",
  Route: "route",
  SavedView: "view",
  ServiceAccount: "service account",
  WebhookEndpoint: "endpoint",
  Tenant: "tenant",
} as const;

function sentence(name: string, { current, base }: { current: VersionedRow; base: number }): string {
  if (current.archivedAt != null) return `The ${name} is out of use, at version ${current.version}.`;
  return `The ${name} was changed meanwhile: it is at version ${current.version}, and your change is based on ${base}. ` +
    "Look at it, then decide.";
}
