import { createHash } from "node:crypto";
import type { PolicyScope } from "../contracts/policy.ts";
import type { CountedLimit } from "./limit_name.ts";

/** Which counter a key names. */
export interface CounterName {
  /** The policy's id, or the API key's for a limit of its own. */
  policyId: string;
  limit: CountedLimit;
  scope: PolicyScope["type"];
  /** The project's or key's id, the end user or the model; null for a tenant, and where only a digest of it is known. */
  subject: string | null;
  /** The subject as it stands in the key; empty for a tenant. */
  encodedSubject: string;
}

/** What stands between the policy and the subject, the same for all of its counters of this limit. */
export function counterKeyPrefix(policyId: string, limit: CountedLimit, scope: PolicyScope["type"]): string {
  return scope === "tenant" ? `${policyId}:${limit}:tenant` : `${policyId}:${limit}:${scope}:`;
}

/**
 * A subject in letters, digits and `-_.%~`, 128 characters at most: as it is, percent-encoded, or where that is longer `~` and
 * the first 128 bits of its SHA-256 in hexadecimal.
 */
export function encodeSubject(subject: string): string {
  if (PLAIN.test(subject)) return subject;
  const encoded = encodeURIComponent(subject.toWellFormed()).replace(LEFT_OUT, percentEncoded);
  if (encoded.length <= ENCODED_LENGTH_MAX) return encoded;
  return `~${createHash("sha256").update(subject).digest("hex").slice(0, DIGEST_LENGTH)}`;
}

/** Reads a counter's key back; null: it is none. */
export function readCounterKey(key: string): CounterName | null {
  const parts = KEY.exec(key)?.groups;
  if (parts === undefined) return null;
  const scope = parts.scope as CounterName["scope"] | undefined ?? "tenant";
  const encodedSubject = parts.subject ?? "";
  const isUnknown = scope === "tenant" || encodedSubject.startsWith("~");
  const subject = isUnknown ? null : decoded(encodedSubject);
  return { policyId: parts.policy!, limit: parts.limit as CountedLimit, scope, subject, encodedSubject };
}

const PLAIN = /^[A-Za-z0-9_.-]{1,128}$/;
const ENCODED_LENGTH_MAX = 128;
const DIGEST_LENGTH = 32;
/** What `encodeURIComponent` lets pass: a tilde marks digests, and the others are of use to nobody in a key. */
const LEFT_OUT = /[~!'()*]/g;
const KEY = new RegExp(
  "^(?<policy>[0-9a-f-]{36}):" +
    "(?<limit>requests_per_minute|tokens_per_minute|concurrent_requests|spend_hour|spend_day|spend_month):" +
    "(?:tenant|(?<scope>project|api_key|end_user|model):(?<subject>[A-Za-z0-9_.%~-]*))$",
);

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function decoded(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}
