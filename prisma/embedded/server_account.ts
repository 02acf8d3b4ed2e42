import { EmbeddedPostgresError } from "./embedded_postgres_error.ts";

/** As whom the server runs: Postgres refuses to run as root. */
export type ServerAccount =
  | { kind: "self" }
  /** A user namespace in which root looks like an ordinary user, and keeps root's access to files. */
  | { kind: "namespace" }
  | { kind: "user"; uid: number; gid: number };

/** A program as it must be started for an account. */
export interface AccountCommand {
  program: string;
  args: string[];
  uid?: number;
  gid?: number;
}

/** Chooses the account that owns the cluster, or for a new one (`owner` null) the best that this machine offers. */
export async function chooseServerAccount(owner: { uid: number; gid: number } | null): Promise<ServerAccount> {
  if (Deno.uid() !== 0) return { kind: "self" };
  if (owner !== null && owner.uid !== 0) return { kind: "user", ...owner };
  if (await namespacesWork()) return { kind: "namespace" };
  if (owner === null) return { kind: "user", uid: NOBODY, gid: NOBODY };
  throw new EmbeddedPostgresError(
    "cannot_drop_root",
    "Postgres refuses to run as root, and this machine allows no user namespaces: start as an ordinary user or set DATABASE_URL.",
  );
}

/** The command line that starts `program` under an account. */
export function asAccount(account: ServerAccount, program: string, args: readonly string[]): AccountCommand {
  switch (account.kind) {
    case "self":
      return { program, args: [...args] };
    case "namespace":
      // It replaces itself by the program, so that the process id is the program's own.
      return { program: "unshare", args: [...NAMESPACE, program, ...args] };
    case "user":
      return { program, args: [...args], uid: account.uid, gid: account.gid };
  }
}

const NOBODY = 65534;
const NAMESPACE = ["--user", "--map-user=1000", "--map-group=1000"];

async function namespacesWork(): Promise<boolean> {
  try {
    const probe = new Deno.Command("unshare", { args: [...NAMESPACE, "true"], stdout: "null", stderr: "null" });
    return (await probe.output()).success;
  } catch {
    return false;
  }
}
