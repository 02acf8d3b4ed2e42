/** Whom the connection is from; null when it is no connection of the network. */
export function peerAddress({ remoteAddr }: Pick<Deno.ServeHandlerInfo, "remoteAddr">): string | null {
  return "hostname" in remoteAddr ? remoteAddr.hostname : null;
}
