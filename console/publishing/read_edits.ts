import type { Client } from "@urql/core";
import { draftEditsQuery } from "../graphql/documents/publishing.ts";
import { queryOutcome } from "../graphql/outcome.ts";

/** Who changed an object last, by its global id. */
export type LastEdits = Readonly<Record<string, { by: string | null; at: string }>>;

/** Reads from the audit trail who changed what since a revision; null where that cannot be had. */
export async function readEdits(
  client: Client,
  { tenantId, since }: { tenantId: string; since: string | null },
): Promise<LastEdits | null> {
  const filter = { actions: ACTIONS, ...(since !== null && { from: since }) };
  const outcome = queryOutcome(await client.query(draftEditsQuery, { tenantId, filter }).toPromise());
  if (outcome.kind === "failed") return null;
  const edits: Record<string, { by: string | null; at: string }> = {};
  // The latest come first.
  for (const { node: { at, actor, target } } of outcome.data.auditEvents.edges) {
    if (target.id !== null) edits[target.id] ??= { by: actor.name, at };
  }
  return edits;
}

const ACTIONS = ["project.*", "provider.*", "route.*", "policy.*", "price.*", "tenant.*"];
