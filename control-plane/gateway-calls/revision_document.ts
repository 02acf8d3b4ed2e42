import { NotFoundError } from "../api_error.ts";
import type { Database } from "../database.ts";
import type { InternalRequest } from "../../shared/contracts/internal_call.ts";
import { toConfigRevision } from "../publishing/feed_entry.ts";

/** A tenant's published revision as gateways receive it; null for none asked for. `NotFoundError` when there is none such. */
export async function revisionDocument(
  db: Database,
  tenantId: string,
  number: number | null,
): Promise<InternalRequest["revision"]> {
  if (number === null) return null;
  const row = await db.revision.findUnique({ where: { tenantId_number: { tenantId, number } } });
  if (row === null) throw new NotFoundError(`There is no revision ${number}.`);
  return toConfigRevision(row) as unknown as InternalRequest["revision"];
}
