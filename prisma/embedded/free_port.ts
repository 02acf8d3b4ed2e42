import { EmbeddedPostgresError } from "./embedded_postgres_error.ts";

/** Returns `wanted` when nobody listens on it, else another free port of 127.0.0.1. */
export function freePort(wanted: number | null): number {
  return (wanted === null ? null : tryPort(wanted)) ?? tryPort(0) ?? fail();
}

function tryPort(port: number): number | null {
  try {
    using listener = Deno.listen({ hostname: "127.0.0.1", port });
    return listener.addr.port;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.PermissionDenied) return null;
    if (error instanceof Deno.errors.AddrNotAvailable) return null;
    throw error;
  }
}

function fail(): never {
  throw new EmbeddedPostgresError("port_unavailable", "The embedded Postgres finds no free port on 127.0.0.1.");
}
