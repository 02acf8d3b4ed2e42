import { findOnPath, installWithApt } from "./apt_program.ts";

/**
 * A PgBouncer of this machine: TEST_PGBOUNCER names one, else PATH is searched, else it is installed where we are root on
 * a Debian. Null where there is none: whoever wants to test with it says so and goes without.
 */
export async function findOrInstallPgBouncer(): Promise<string | null> {
  const named = Deno.env.get("TEST_PGBOUNCER");
  if (named) return named;
  return find() ?? await installWithApt("pgbouncer", find, () => {}).catch(() => null);
}

function find(): string | null {
  return findOnPath("pgbouncer");
}
