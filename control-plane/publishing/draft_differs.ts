import { priceBookDigest } from "../../shared/pricing/price_version.ts";
import type { Database } from "../database.ts";
import { compileDraft } from "./compile.ts";
import { readDraft } from "./draft.ts";

/**
 * Whether publishing would make a revision. A draft that cannot be published differs too, and so does one that is not yet
 * compiled with the prices of this version; before the first publish, any.
 */
export async function draftDiffers(db: Database, tenantId: string): Promise<boolean> {
  const [draft, current] = await Promise.all([
    readDraft(db, tenantId),
    db.revision.findFirst({ where: { tenantId }, orderBy: { number: "desc" }, select: { hash: true } }),
  ]);
  if (draft === null || current === null) return true;
  const compiled = compileDraft(draft, { tenantId, priceBookDigest });
  return compiled.state === "invalid" || compiled.hash !== current.hash;
}
