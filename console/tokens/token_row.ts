/** A token, a person's or a service account's, as tables show it. */
export interface TokenRow {
  id: string;
  tokenId: string;
  name: string;
  scopes: readonly string[];
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  previousSecretUntil: string | null;
  revokedAt: string | null;
}

export type TokenState = "active" | "expired" | "revoked";

export function tokenState({ revokedAt, expiresAt }: TokenRow, nowMs: number): TokenState {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && Date.parse(expiresAt) <= nowMs ? "expired" : "active";
}

/** Its scopes in a few words. */
export function scopesText(scopes: readonly string[]): string {
  if (scopes.includes("*")) return "Everything";
  return scopes.length <= SHOWN_MAX
    ? scopes.join(", ")
    : `${scopes.slice(0, SHOWN_MAX).join(", ")} and ${scopes.length - SHOWN_MAX} more`;
}

const SHOWN_MAX = 3;
