import type { Prisma } from "../../prisma/generated/client/client.ts";

/** A copy in which the value of every field that is named like a secret reads `[redacted]`, however deep it lies. */
export function redactSecrets(value: Prisma.InputJsonObject): Prisma.InputJsonObject {
  return redact(value) as Prisma.InputJsonObject;
}

/** The last guard: what services hand over should hold no secret in the first place. */
const secretName = /^(api_?key|secret|password|token|authorization|ciphertext|wrapped_?key|sha256)$/i;

function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map((
      [name, inner],
    ) => [name, secretName.test(name) && inner !== null ? "[redacted]" : redact(inner)]),
  );
}
