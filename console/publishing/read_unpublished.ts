import { browserDependencies } from "../graphql/dependencies.ts";
import { unpublishedQuery } from "../graphql/documents/publishing.ts";
import { queryOutcome } from "../graphql/outcome.ts";

export interface Unpublished {
  differs: boolean;
  /** How many changes; null where they cannot be told. */
  count: number | null;
  /** Whether something stands against publishing. */
  isBlocked: boolean;
}

/** What waits to be published; null where that cannot be had. For islands. */
export async function readUnpublished(slug: string): Promise<Unpublished | null> {
  const query = browserDependencies().client.query(unpublishedQuery, { slug }, { requestPolicy: "network-only" });
  const outcome = queryOutcome(await query.toPromise());
  if (outcome.kind === "failed") return null;
  const { draftDiffers, draft: { changes, issues } } = outcome.data.tenant;
  return { differs: draftDiffers, count: changes?.length ?? null, isBlocked: issues.length > 0 };
}
