/** Holds the master keys and wraps data keys with them; a cloud's key service fits behind it as well as `LocalKms`. */
export interface Kms {
  /** The key that `wrap()` uses now; what was wrapped by another is due for `Vault.rewrap()`. */
  readonly currentKeyId: string;
  /** Encrypts a data key; `context` is authenticated, and `unwrap()` needs the very same. */
  wrap(dataKey: Uint8Array, context: Uint8Array): Promise<WrappedKey>;
  /** Decrypts a data key. Rejects with a `VaultError` when the key is unknown, or anything was altered. */
  unwrap(wrapped: WrappedKey, context: Uint8Array): Promise<Uint8Array>;
}

export interface WrappedKey {
  masterKeyId: string;
  wrappedKey: Uint8Array<ArrayBuffer>;
}
