/**
 * Which hosts providers may be at: the place for the rules against server-side request forgery. Until they come every host
 * is allowed, because a self-hosted model on a private address is the common case and whoever may add providers is trusted
 * with the gateway's network.
 */
export interface AddressPolicy {
  allows(url: URL): boolean;
}

export const ANY_ADDRESS: AddressPolicy = { allows: () => true };

/** Why the address may not be used; null when it may. */
export function addressIssue(url: URL, policy: AddressPolicy): string | null {
  return policy.allows(url) ? null : `the host ${url.hostname} may not be used by providers of this installation`;
}
