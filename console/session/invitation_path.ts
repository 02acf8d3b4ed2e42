/** Where an invitation's link leads, as the control plane writes it. */
export function invitationPath(token: string): string {
  return `/invitations/${encodeURIComponent(token)}`;
}

/** The token of such an address; null when it is another one. */
export function invitationTokenOf(path: string): string | null {
  const token = /^\/invitations\/([^/?#]+)/.exec(path)?.[1];
  return token === undefined ? null : decodeURIComponent(token);
}
