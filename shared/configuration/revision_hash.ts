import { createHash } from "node:crypto";
import type { ConfigContent } from "../contracts/config_revision.ts";
import { canonicalJson } from "./canonical_json.ts";

/**
 * The hash of a configuration: SHA-256 over its canonical JSON, 64 lower-case hex digits.
 *
 * The content is hashed as it is given. Parse it with `configContent` first, so that defaults are in it, and sort its
 * lists by id, so that equal drafts get equal hashes.
 */
export function hashConfigContent(content: ConfigContent): string {
  return hashFields(content);
}

/**
 * The hash that a revision's document should have, reckoned from the document as it was received.
 *
 * A parsed document will not do: a newer gateway's schema may fill in defaults that the publisher did not know.
 */
export function hashRevisionDocument(document: Readonly<Record<string, unknown>>): string {
  const { number: _number, hash: _hash, publishedAt: _publishedAt, ...content } = document;
  return hashFields(content);
}

function hashFields(content: Readonly<Record<string, unknown>>): string {
  return createHash("sha256").update(canonicalJson(content)).digest("hex");
}
