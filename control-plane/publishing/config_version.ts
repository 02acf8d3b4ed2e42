import { type ConfigContent, configContent } from "../../shared/contracts/config_revision.ts";
import { priceBookDigest } from "../../shared/pricing/price_version.ts";
import { NotFoundError, ValidationError } from "../api_error.ts";
import type { Database, Transaction } from "../database.ts";
import { type CompiledDraft, compileDraft } from "./compile.ts";
import { readDraft } from "./draft.ts";

/** A state of a tenant's configuration: a revision by its number (0: before the first), the newest one, or the draft. */
export type ConfigVersion = number | "CURRENT" | "DRAFT";

/**
 * What a tenant's configuration is or was; null where nothing was published yet. A draft that cannot be published is read
 * too. `NotFoundError` when there is no such revision, `ValidationError` for a draft that the contract cannot read.
 */
export async function readConfigVersion(
  db: Database | Transaction,
  tenantId: string,
  version: ConfigVersion,
): Promise<ConfigContent | null> {
  if (version === "DRAFT") return contentOf(await compileTenant(db, tenantId));
  if (version === 0) return null;
  const revision = await db.revision.findFirst({
    where: { tenantId, ...(version === "CURRENT" ? {} : { number: version }) },
    orderBy: { number: "desc" },
    select: { document: true },
  });
  if (revision === null && version !== "CURRENT") throw new NotFoundError(`There is no revision ${version}.`);
  return revision === null ? null : configContent.parse(revision.document);
}

/** A tenant's draft as it would be published now; `NotFoundError` when there is no such tenant. */
export async function compileTenant(db: Database | Transaction, tenantId: string): Promise<CompiledDraft> {
  const draft = await readDraft(db, tenantId);
  if (draft === null) throw new NotFoundError();
  return compileDraft(draft, { tenantId, priceBookDigest });
}

/** The content of a draft, whether or not it can be published; `ValidationError` where it cannot even be read. */
export function contentOf(compiled: CompiledDraft): ConfigContent {
  if (compiled.state === "compiled") return compiled.content;
  if (compiled.content === null) throw new ValidationError(compiled.issues);
  return compiled.content;
}
