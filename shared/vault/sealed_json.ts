import { Buffer } from "node:buffer";
import type { SealedCredential } from "../contracts/credential.ts";
import type { Sealed } from "./vault.ts";

/** A sealed secret as JSON, bytes in base64: part of the `sealedCredential` that the feed carries. */
export type SealedJson = Pick<SealedCredential, "ciphertext" | "wrappedKey" | "masterKeyId">;

/** Writes a sealed secret for the feed. */
export function sealedToJson(sealed: Sealed): SealedJson {
  return {
    ciphertext: Buffer.from(sealed.ciphertext).toString("base64"),
    wrappedKey: Buffer.from(sealed.wrappedKey).toString("base64"),
    masterKeyId: sealed.masterKeyId,
  };
}

/** Reads what `sealedToJson()` wrote; strange input must have passed the `sealedCredential` schema before. */
export function sealedFromJson(json: SealedJson): Sealed {
  return {
    ciphertext: new Uint8Array(Buffer.from(json.ciphertext, "base64")),
    wrappedKey: new Uint8Array(Buffer.from(json.wrappedKey, "base64")),
    masterKeyId: json.masterKeyId,
  };
}
