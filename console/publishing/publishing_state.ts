import type { Client } from "@urql/core";
import { publishConfigMutation, publishingQuery } from "../graphql/documents/tenants.ts";
import type { Failure } from "../graphql/failure.ts";
import { mutationOutcome, queryOutcome } from "../graphql/outcome.ts";

/** What gateways serve, and whether the draft differs from it. */
export interface PublishingState {
  tenantId: string;
  /** Null before the first publish. */
  revision: { number: number; publishedAt: string } | null;
  draftDiffers: boolean;
}

/** The same as the API writes it, of whatever asks for these fields. */
export function publishingStateOf(
  tenant: { id: string; draftDiffers: boolean; currentRevision: PublishingState["revision"] },
): PublishingState {
  const { id, draftDiffers, currentRevision } = tenant;
  return { tenantId: id, draftDiffers, revision: currentRevision };
}

export async function readPublishing(
  client: Client,
  slug: string,
): Promise<{ kind: "publishing"; publishing: PublishingState } | Failure> {
  const outcome = queryOutcome(
    await client.query(publishingQuery, { slug }, { requestPolicy: "network-only" }).toPromise(),
  );
  return outcome.kind === "failed"
    ? outcome
    : { kind: "publishing", publishing: publishingStateOf(outcome.data.tenant) };
}

export interface Published {
  kind: "published";
  /** False when there was nothing to publish. */
  changed: boolean;
  number: number;
  publishedAt: string;
}

/**
 * Publishes the draft over the revision that the reader has seen (its number, 0 for none): a conflict when somebody was
 * faster.
 */
export async function publish(
  client: Client,
  tenantId: string,
  baseRevision: number,
  { message = null }: { message?: string | null } = {},
): Promise<Published | Failure> {
  const input = { tenantId, baseRevision, message };
  const result = await client.mutation(publishConfigMutation, { input }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.publishConfig);
  if (outcome.kind === "failed") return outcome;
  const { changed, revision: { number, publishedAt } } = outcome.payload;
  return { kind: "published", changed, number, publishedAt };
}
