/**
 * What kept a sealed secret shut.
 *
 * - `unknown_master_key`: it was wrapped by a key that this process was not given.
 * - `not_authentic`: altered, another record's, another tenant's, or a master key of the same name but other bytes.
 * - `malformed`: not something that a vault sealed.
 */
export type VaultErrorCode = "unknown_master_key" | "not_authentic" | "malformed";

/** A secret could not be opened; the message never holds any part of it or of a key. */
export class VaultError extends Error {
  override readonly name = "VaultError";

  constructor(readonly code: VaultErrorCode, message: string) {
    super(message);
  }
}
