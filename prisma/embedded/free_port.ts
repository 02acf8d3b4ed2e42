/** Returns `wanted` when nobody listens on it, else another free port of 127.0.0.1; null when there is none at all. */
export function freePort(wanted: number | null = null): number | null {
  return (wanted === null ? null : tryPort(wanted)) ?? tryPort(0);
}

function tryPort(port: number): number | null {
  try {
    using listener = Deno.listen({ hostname: "127.0.0.1", port });
    return listener.addr.port;
  } catch (error) {
    const { AddrInUse, AddrNotAvailable, PermissionDenied } = Deno.errors;
    if ([AddrInUse, AddrNotAvailable, PermissionDenied].some((known) => error instanceof known)) return null;
    throw error;
  }
}
