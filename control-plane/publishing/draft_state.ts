import type { Revision } from "../../prisma/generated/client/client.ts";
import type { ConfigChange } from "../../shared/configuration/config_change.ts";
import { diffConfig } from "../../shared/configuration/diff_config.ts";
import { configContent } from "../../shared/contracts/config_revision.ts";
import type { ValidationIssue } from "../api_error.ts";
import type { Database } from "../database.ts";
import { compileTenant } from "./config_version.ts";
import { readCurrentRevision } from "./publish_draft.ts";

/** How a tenant's draft stands to what gateways serve. */
export interface DraftState {
  /** Whether publishing would make a revision. A draft that cannot be published differs too. */
  differs: boolean;
  /** What publishing would change; null where the draft cannot even be read. */
  changes: ConfigChange[] | null;
  /** What stands against publishing; none: it can be published. */
  issues: readonly ValidationIssue[];
  /** What its revision's hash would be; null while it cannot be published. */
  hash: string | null;
  /** The revision that it would follow; null before the first. */
  baseRevision: Revision | null;
}

/** Holds a tenant's draft against its newest revision; before the first, against nothing. */
export async function draftState(db: Database, tenantId: string): Promise<DraftState> {
  const [compiled, baseRevision] = await Promise.all([
    compileTenant(db, tenantId),
    readCurrentRevision(db, tenantId),
  ]);
  const published = baseRevision === null ? null : configContent.parse(baseRevision.document);
  const hash = compiled.state === "compiled" ? compiled.hash : null;
  return {
    differs: hash === null || hash !== baseRevision?.hash,
    changes: compiled.content === null ? null : diffConfig(published, compiled.content),
    issues: compiled.state === "compiled" ? [] : compiled.issues,
    hash,
    baseRevision,
  };
}

/** What a revision changed against the one before it. */
export async function revisionChanges(db: Database, revision: Revision): Promise<ConfigChange[]> {
  const before = await db.revision.findFirst({
    where: { tenantId: revision.tenantId, number: { lt: revision.number } },
    orderBy: { number: "desc" },
    select: { document: true },
  });
  const content = configContent.parse(revision.document);
  return diffConfig(before === null ? null : configContent.parse(before.document), content);
}
