import { exportDocument } from "../../shared/configuration/export_document.ts";
import { ValidationError } from "../api_error.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import { WARN_AT_PERCENT } from "../policies/policy_input.ts";
import { type ConfigVersion, readConfigVersion } from "../publishing/config_version.ts";
import { type DocumentFormat, writeDocument } from "./document_text.ts";

/**
 * A tenant's configuration as a document: the draft, or a revision. It holds no secret and no ids, but for the public ids
 * of API keys that policies are for. `ValidationError` where nothing is published yet.
 */
export async function exportConfig(
  call: Call,
  { tenantId, version, format }: { tenantId: string; version: ConfigVersion; format: DocumentFormat },
): Promise<string> {
  authorize(call.actor, "config.read", tenantId);
  const { db } = call.dependencies;
  const content = await readConfigVersion(db, tenantId, version);
  if (content === null) throw new ValidationError([{ path: ["version"], message: "nothing is published yet" }]);
  const keys = await db.apiKey.findMany({ where: { tenantId }, select: { id: true, keyId: true } });
  const names = new Map(keys.map(({ id, keyId }) => [id, keyId]));
  const document = exportDocument(content, {
    apiKeyName: (id) => names.get(id) ?? null,
    warnAtPercent: version === "DRAFT" ? await ownWarnings(call, tenantId) : new Map(),
  });
  return writeDocument(document, format);
}

/** Where it is not the default. */
async function ownWarnings({ dependencies: { db } }: Call, tenantId: string): Promise<Map<string, number[]>> {
  const policies = await db.policy.findMany({
    where: { tenantId, archivedAt: null },
    select: { id: true, warnAtPercent: true },
  });
  const own = policies.filter(({ warnAtPercent }) => String(warnAtPercent) !== String(WARN_AT_PERCENT));
  return new Map(own.map(({ id, warnAtPercent }) => [id, warnAtPercent]));
}
