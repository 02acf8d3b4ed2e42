import type { z } from "zod";
import { hashRevisionDocument } from "../../shared/configuration/revision_hash.ts";
import {
  CONFIG_REVISION_SCHEMA,
  type ConfigRevision,
  configRevision,
  configRevisionEnvelope,
} from "../../shared/contracts/config_revision.ts";

/** What a document from the feed or the disk turned out to be. */
export type RevisionReading =
  | { state: "accepted"; revision: ConfigRevision }
  /** It says which revision it is and cannot be used. */
  | { state: "refused"; number: number; hash: string; reason: "unsupported_schema" | "invalid"; detail: string }
  /** It does not even say which revision it is. */
  | { state: "unreadable"; detail: string };

/** Reads a tenant's revision: understood by its schema, whole by its hash, and of that tenant. */
export function readRevision(tenantId: string, document: unknown): RevisionReading {
  const envelope = configRevisionEnvelope.safeParse(document);
  if (!envelope.success) return { state: "unreadable", detail: firstIssue(envelope.error) };
  const { number, hash, schema } = envelope.data;
  const refuse = (reason: "unsupported_schema" | "invalid", detail: string): RevisionReading => {
    return { state: "refused", number, hash, reason, detail };
  };
  if (schema > CONFIG_REVISION_SCHEMA) return refuse("unsupported_schema", `schema ${schema} is newer than this build`);
  // Nothing is passed over: what a gateway acknowledges by its hash, it does.
  const parsed = configRevision.safeParse(document);
  if (!parsed.success) {
    return refuse(isNewer(parsed.error) ? "unsupported_schema" : "invalid", firstIssue(parsed.error));
  }
  if (parsed.data.tenantId !== tenantId) return refuse("invalid", "it belongs to another tenant");
  if (hashRevisionDocument(document as Record<string, unknown>) !== hash) {
    return refuse("invalid", "its content does not have the hash that it names");
  }
  // Budgets go by it: found out here, and not at the first request.
  if (!isTimeZone(parsed.data.timeZone)) return refuse("invalid", `the time zone ${parsed.data.timeZone} is not known`);
  return { state: "accepted", revision: parsed.data };
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** Whether a newer build wrote it: apart from fields and kinds that are not known here, nothing is wrong. */
function isNewer({ issues }: z.ZodError): boolean {
  return issues.every((issue) =>
    issue.code === "unrecognized_keys" || (issue.code === "invalid_union" && issue.errors.length === 0)
  );
}

function firstIssue(error: { issues: { path: PropertyKey[]; message: string }[] }): string {
  const issue = error.issues[0];
  return issue === undefined ? "unknown" : `${issue.path.map(String).join(".")}: ${issue.message}`.slice(0, 256);
}
