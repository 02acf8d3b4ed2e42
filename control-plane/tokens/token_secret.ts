import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { createSecretToken, sha256Hex } from "../../shared/identifiers/secret_token.ts";

const HOUR_MS = 3_600_000;

/** What is kept of a token's secrets. */
export interface KeptSecrets {
  tokenId: string;
  sha256: Uint8Array;
  previousSha256: Uint8Array | null;
  previousUntil: Date | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
}

/** Why what was presented does not hold against what is kept, as a sentence; null when it does. */
export function secretRefusal(kept: KeptSecrets | null, presented: string, nowMs: number): string | null {
  const sha256 = tokenSha256(presented);
  // The same sentence for an unknown id and a wrong secret: ids are not to be found out.
  if (kept === null) return "The token is not known.";
  if (!timingSafeEqual(sha256, kept.sha256)) {
    if (kept.previousSha256 === null || !timingSafeEqual(sha256, kept.previousSha256)) return "The token is not known.";
    if (kept.previousUntil === null || kept.previousUntil.getTime() <= nowMs) {
      return "The token was rotated, and this secret holds no more. Use the new one.";
    }
  }
  if (kept.revokedAt !== null) return "The token was revoked.";
  if (kept.expiresAt !== null && kept.expiresAt.getTime() <= nowMs) return "The token expired.";
  return null;
}

/** A new secret under the same id, and what is kept of both. The one before never outlives its own end. */
export function rotatedSecret(
  kept: KeptSecrets,
  { graceHours, nowMs }: { graceHours: number; nowMs: number },
): {
  secret: string;
  data: Pick<KeptSecrets, "previousUntil"> & Record<"sha256", Buffer<ArrayBuffer>> & PreviousSecret;
} {
  const secret = `ppt_${kept.tokenId}_${createSecretToken("ppt").secret}`;
  const sha256 = tokenSha256(secret);
  if (graceHours === 0) return { secret, data: { sha256, previousSha256: null, previousUntil: null } };
  const untilMs = Math.min(nowMs + graceHours * HOUR_MS, kept.expiresAt?.getTime() ?? Infinity);
  return {
    secret,
    data: { sha256, previousSha256: Buffer.from(kept.sha256), previousUntil: new Date(untilMs) },
  };
}

/** What is kept of a token. */
export function tokenSha256(token: string): Buffer<ArrayBuffer> {
  return Buffer.from(sha256Hex(token), "hex");
}

interface PreviousSecret {
  previousSha256: Buffer<ArrayBuffer> | null;
}
