import { ZodError } from "zod";
import { type ApiKeyEntry, apiKeyEntry, keyTags } from "../../shared/contracts/api_key.ts";
import { type ConfigRevision, configRevisionEnvelope } from "../../shared/contracts/config_revision.ts";
import { type SealedCredential, sealedCredential } from "../../shared/contracts/credential.ts";
import type { ApiKey, Credential, Revision } from "../../prisma/generated/client/client.ts";
import type { FeedDependencies } from "./feed_dependencies.ts";

/** A row of the database that gateways are given. */
export type FeedEntry =
  | { kind: "CREDENTIAL"; row: Credential }
  | { kind: "REVISION"; row: Revision }
  | { kind: "API_KEY"; row: ApiKey };

/**
 * Puts one entry into its feed; what is older than the feed's own is ignored there. Throws when the feed is unreachable.
 * An entry that does not fit its contract is reported and left out, so that it cannot hold up all that follow.
 */
export async function putFeedEntry({ transport, logger }: FeedDependencies, entry: FeedEntry): Promise<void> {
  try {
    await put(transport, entry);
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    logger.error("feed_entry_invalid", { kind: entry.kind, id: entry.row.id, tenantId: entry.row.tenantId, error });
  }
}

/** A stored revision as gateways receive it. */
export function toConfigRevision(row: Revision): ConfigRevision {
  const document = {
    ...(row.document as Record<string, unknown>),
    number: row.number,
    hash: row.hash,
    publishedAt: row.publishedAt.getTime(),
  };
  // No more than the envelope is parsed: today's schema could fill in defaults that the hash does not cover.
  configRevisionEnvelope.parse(document);
  return document as unknown as ConfigRevision;
}

export function toSealedCredential(row: Credential): SealedCredential {
  return sealedCredential.parse({
    credentialId: row.id,
    tenantId: row.tenantId,
    version: row.version,
    state: row.revokedAt === null ? "active" : "revoked",
    ciphertext: row.ciphertext.toBase64(),
    wrappedKey: row.wrappedKey.toBase64(),
    masterKeyId: row.masterKeyId,
  });
}

export function toApiKeyEntry(row: ApiKey): ApiKeyEntry {
  return apiKeyEntry.parse({
    keyId: row.keyId,
    apiKeyId: row.id,
    tenantId: row.tenantId,
    projectId: row.projectId,
    name: row.name,
    sha256: row.sha256.toHex(),
    ...previousSecret(row),
    state: row.revokedAt === null ? "active" : "revoked",
    expiresAt: row.expiresAt?.getTime() ?? null,
    limits: row.limits,
    ...ownTags(row),
    keyVersion: row.keyVersion,
  });
}

/** Left out where there is none: gateways of before there were rotations know no such field. */
function previousSecret({ previousSha256, previousUntil }: ApiKey): Pick<ApiKeyEntry, "previous"> {
  if (previousSha256 === null || previousUntil === null) return {};
  return { previous: { sha256: previousSha256.toHex(), until: previousUntil.getTime() } };
}

function ownTags({ tags }: ApiKey): Pick<ApiKeyEntry, "tags"> {
  const parsed = keyTags.parse(tags);
  return Object.keys(parsed).length === 0 ? {} : { tags: parsed };
}

async function put(feeds: FeedDependencies["transport"], entry: FeedEntry): Promise<void> {
  switch (entry.kind) {
    case "CREDENTIAL":
      await feeds.credentialFeed.put(toSealedCredential(entry.row));
      return;
    case "REVISION":
      await feeds.configFeed.put(toConfigRevision(entry.row));
      return;
    case "API_KEY":
      await feeds.keyDirectory.put(toApiKeyEntry(entry.row));
      return;
  }
}
