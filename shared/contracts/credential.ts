import { z } from "zod";
import { uuid } from "./identifiers.ts";
import { type NewerReading, readNewer } from "./read_newer.ts";

/** A provider's secret as it travels: sealed under a data key, which is wrapped by a master key. */
export const sealedCredential = z.strictObject({
  credentialId: uuid,
  tenantId: uuid,
  /** Rises with every rotation and re-wrapping. */
  version: z.int().min(1),
  state: z.enum(["active", "revoked"]),
  ciphertext: z.base64(),
  wrappedKey: z.base64(),
  masterKeyId: z.string().min(1).max(64),
});
export type SealedCredential = z.infer<typeof sealedCredential>;

/** The additional authenticated data that binds a sealed credential to its place. */
export function credentialContext(tenantId: string, credentialId: string): string {
  return `tenant/${tenantId}/credential/${credentialId}`;
}

/**
 * Reads a credential that a newer build may have written: fields that are not known are passed over, and that it is not
 * active is understood whatever else it says.
 */
export function readSealedCredential(document: unknown): NewerReading<SealedCredential> {
  const reading = readNewer(sealedCredential, document);
  if (reading.ok) return reading;
  const ended = endedCredential.safeParse(document);
  if (!ended.success) return reading;
  // Nothing of it is opened any more.
  const value = { ...ended.data, state: "revoked" as const, ciphertext: "", wrappedKey: "", masterKeyId: "none" };
  return { ok: true, value, passedOver: [reading.detail] };
}

const endedCredential = sealedCredential.pick({ credentialId: true, tenantId: true, version: true })
  .extend({ state: z.string().refine((state) => state !== "active") }).strip();
