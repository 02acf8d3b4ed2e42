import { decrypt, encrypt } from "./aes_gcm.ts";
import type { Kms, WrappedKey } from "./kms.ts";
import { type MasterKey, masterKeysSchema } from "./master_keys.ts";
import { VaultError } from "./vault_error.ts";

/** Master keys from the environment, held in memory: the first wraps, all unwrap. */
export class LocalKms implements Kms {
  readonly currentKeyId: string;
  // Private to the runtime as well, so that no logger can walk into it.
  readonly #keys: ReadonlyMap<string, MasterKey>;

  /** `keys` as `masterKeysSchema` gives them: at least one, the current first. */
  constructor(keys: readonly MasterKey[]) {
    const current = keys[0];
    if (current === undefined) throw new RangeError("a key service needs at least one master key");
    this.currentKeyId = current.id;
    this.#keys = new Map(keys.map((key) => [key.id, key]));
  }

  /** Reads `k2:base64,k1:base64`; throws an Error with every problem, a sentence each and no key material. */
  static parse(spec: string): LocalKms {
    const result = masterKeysSchema.safeParse(spec);
    if (!result.success) throw new Error(result.error.issues.map((issue) => issue.message).join("; "));
    return new LocalKms(result.data);
  }

  // Async, so that a fault is a rejection here as it is with a remote service.
  // deno-lint-ignore require-await
  async wrap(dataKey: Uint8Array, context: Uint8Array): Promise<WrappedKey> {
    return { masterKeyId: this.currentKeyId, wrappedKey: encrypt(this.#key(this.currentKeyId), dataKey, context) };
  }

  // deno-lint-ignore require-await
  async unwrap(wrapped: WrappedKey, context: Uint8Array): Promise<Uint8Array> {
    return decrypt(this.#key(wrapped.masterKeyId), wrapped.wrappedKey, context);
  }

  #key(id: string) {
    const found = this.#keys.get(id);
    if (found === undefined) {
      throw new VaultError("unknown_master_key", `the master key "${id}" is not among those given`);
    }
    return found.key;
  }
}
