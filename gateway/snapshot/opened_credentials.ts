import { credentialContext, type SealedCredential } from "../../shared/contracts/credential.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import { sealedFromJson } from "../../shared/vault/sealed_json.ts";
import type { Vault } from "../../shared/vault/vault.ts";

/** A tenant's credentials: as they travel, and the secrets of the active ones, in memory alone. Immutable. */
export class OpenedCredentials {
  /** As the feed has them; a revoked one stays, so that an older copy of it is known as such. */
  readonly sealed: ReadonlyMap<string, SealedCredential>;
  // Private to the runtime as well, so that no logger can walk into it.
  readonly #secrets: ReadonlyMap<string, string>;

  private constructor(sealed: ReadonlyMap<string, SealedCredential>, secrets: ReadonlyMap<string, string>) {
    this.sealed = sealed;
    this.#secrets = secrets;
  }

  static readonly none = new OpenedCredentials(new Map(), new Map());

  /** An active credential's secret; null when it is unknown, revoked or could not be opened. */
  secret(credentialId: string): string | null {
    return this.#secrets.get(credentialId) ?? null;
  }

  /** Takes the feed's present list; what is not in it is dropped, what is older than what is held is passed over. */
  async replace(
    list: readonly SealedCredential[],
    dependencies: { vault: Pick<Vault, "open">; logger: Logger },
  ): Promise<OpenedCredentials> {
    const sealed = new Map<string, SealedCredential>();
    const secrets = new Map<string, string>();
    for (const given of list) {
      const held = this.sealed.get(given.credentialId);
      const current = held !== undefined && held.version > given.version ? held : given;
      sealed.set(current.credentialId, current);
      if (current.state !== "active") continue;
      // A new wrapping of the same ciphertext hides the same secret.
      const known = held?.ciphertext === current.ciphertext ? this.secret(current.credentialId) : null;
      const secret = known ?? await open(current, dependencies);
      if (secret !== null) secrets.set(current.credentialId, secret);
    }
    return new OpenedCredentials(sealed, secrets);
  }
}

async function open(
  credential: SealedCredential,
  { vault, logger }: { vault: Pick<Vault, "open">; logger: Logger },
): Promise<string | null> {
  const { tenantId, credentialId, version } = credential;
  try {
    return await vault.open(sealedFromJson(credential), credentialContext(tenantId, credentialId));
  } catch (error) {
    logger.error("credential_not_opened", { tenantId, credentialId, version, error });
    return null;
  }
}
