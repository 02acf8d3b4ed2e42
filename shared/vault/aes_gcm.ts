import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from "node:crypto";
import { VaultError } from "./vault_error.ts";

/** AES-256-GCM with a random nonce. The box is `1 | nonce (12 bytes) | ciphertext | tag (16 bytes)`. */
export function encrypt(key: KeyObject, plain: Uint8Array, context: Uint8Array): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(context);
  const body = cipher.update(plain);
  cipher.final();
  const box = new Uint8Array(1 + nonceBytes + body.length + tagBytes);
  box[0] = formatVersion;
  box.set(nonce, 1);
  box.set(body, 1 + nonceBytes);
  box.set(cipher.getAuthTag(), 1 + nonceBytes + body.length);
  return box;
}

/** Opens a box of `encrypt()`; throws a `VaultError` when the key, the context or a single bit differs. */
export function decrypt(key: KeyObject, box: Uint8Array, context: Uint8Array): Uint8Array<ArrayBuffer> {
  if (box.length < 1 + nonceBytes + tagBytes || box[0] !== formatVersion) {
    throw new VaultError("malformed", "the sealed value has not the form that this version writes");
  }
  const decipher = createDecipheriv("aes-256-gcm", key, box.subarray(1, 1 + nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(context);
  decipher.setAuthTag(box.subarray(box.length - tagBytes));
  const plain = decipher.update(box.subarray(1 + nonceBytes, box.length - tagBytes));
  try {
    decipher.final();
  } catch {
    // Not one unauthenticated byte may leave, not even by a heap dump later.
    plain.fill(0);
    throw new VaultError("not_authentic", "the sealed value was altered, or belongs to another record or key");
  }
  return new Uint8Array(plain);
}

// So that another cipher or layout can come, and what is sealed today still opens.
const formatVersion = 1;
const nonceBytes = 12;
const tagBytes = 16;
