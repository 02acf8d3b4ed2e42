import type { ConfigRevision } from "../../shared/contracts/config_revision.ts";
import { indexContent } from "../../shared/routing/indexed_content.ts";
import type { TenantSnapshot } from "./snapshot.ts";

/** Lays a revision out for the request path. */
export function indexRevision(revision: ConfigRevision): TenantSnapshot {
  const { projects, routes, aliases, providers, policies } = indexContent(revision);
  const label = `${revision.number}-${revision.hash.slice(0, 8)}`;
  return { revision, label, projects, routes, aliases, providers, policies };
}
