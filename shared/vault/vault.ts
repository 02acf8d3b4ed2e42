import { createSecretKey, randomBytes } from "node:crypto";
import { decrypt, encrypt } from "./aes_gcm.ts";
import type { Kms, WrappedKey } from "./kms.ts";

/**
 * Envelope encryption: every secret has a data key of its own, and the key service wraps that.
 *
 * `context` names the record that the secret belongs to (`credentialContext()` of the contracts). It is authenticated, not stored:
 * a sealed value moved to another record or tenant does not open.
 */
export class Vault {
  readonly #kms: Kms;

  constructor(kms: Kms) {
    this.#kms = kms;
  }

  /** The master key that wraps now. */
  get currentKeyId(): string {
    return this.#kms.currentKeyId;
  }

  /** Encrypts a secret for one record. */
  async seal(secret: string, context: string): Promise<Sealed> {
    const aad = encoder.encode(context);
    const dataKey = randomBytes(32);
    try {
      const ciphertext = encrypt(createSecretKey(dataKey), encoder.encode(secret), aad);
      const { masterKeyId, wrappedKey } = await this.#kms.wrap(dataKey, aad);
      return { ciphertext, wrappedKey, masterKeyId };
    } finally {
      dataKey.fill(0);
    }
  }

  /** Decrypts a secret; rejects with a `VaultError` when the record, the key or a single bit differs. */
  async open(sealed: Sealed, context: string): Promise<string> {
    const aad = encoder.encode(context);
    const dataKey = await this.#kms.unwrap(sealed, aad);
    try {
      return decoder.decode(decrypt(createSecretKey(dataKey), sealed.ciphertext, aad));
    } finally {
      dataKey.fill(0);
    }
  }

  /**
   * Wraps the data key anew by the current master key; null when that wrapped it already.
   * The ciphertext stays as it is, so rotating a master key rewrites a few bytes a secret and exposes none.
   */
  async rewrap(sealed: Sealed, context: string): Promise<Sealed | null> {
    if (sealed.masterKeyId === this.#kms.currentKeyId) return null;
    const aad = encoder.encode(context);
    const dataKey = await this.#kms.unwrap(sealed, aad);
    try {
      const { masterKeyId, wrappedKey } = await this.#kms.wrap(dataKey, aad);
      return { ciphertext: sealed.ciphertext, wrappedKey, masterKeyId };
    } finally {
      dataKey.fill(0);
    }
  }
}

/** A secret at rest: useless without the master key, and to any other record. */
export interface Sealed extends WrappedKey {
  ciphertext: Uint8Array<ArrayBuffer>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
