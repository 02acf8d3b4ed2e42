import type { Prisma } from "../../prisma/generated/client/client.ts";

/**
 * A copy in which the value of every field that is named like a secret reads `[redacted]`, however deep it lies, and in every
 * text what has the form of a secret of ours.
 */
export function redactSecrets(value: Prisma.InputJsonObject): Prisma.InputJsonObject {
  return redact(value) as Prisma.InputJsonObject;
}

/** The last guard: what services hand over should hold no secret in the first place. Names of ids and counts end otherwise. */
const secretName =
  /(api_?key|secret|password|passphrase|token|authorization|cookie|ciphertext|(wrapped|private|master)_?key|sha256)$/i;
/** Keys of the gateway, personal access tokens, and webhooks' secrets: the part that tells which one stays. */
const secretText = /\b((?:ppk|ppt)_[a-z0-9]{12}_|whsec_)[A-Za-z0-9+/=]{16,}/g;

function redact(value: unknown): unknown {
  if (typeof value === "string") return value.replace(secretText, "$1[redacted]");
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isSecret(name, inner) ? "[redacted]" : redact(inner)]),
  );
}

/** Whether there is one, and the like, is none. */
function isSecret(name: string, value: unknown): boolean {
  return secretName.test(name) && value !== null && typeof value !== "boolean";
}
