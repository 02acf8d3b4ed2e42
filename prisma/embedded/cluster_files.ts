import { dirname, join, resolve } from "node:path";
import { EmbeddedPostgresError } from "./embedded_postgres_error.ts";

/** What lies in the data directory of an embedded Postgres. */
export interface ClusterFiles {
  directory: string;
  /** Postgres' own directory. */
  cluster: string;
  lock: string;
  log: string;
  /** The superuser's password, made once; its file is readable by the owner alone. */
  password: string;
}

/** Prepares the data directory; makes the password when there is none. Throws the file system's errors. */
export function openClusterFiles(dataDirectory: string): ClusterFiles {
  const directory = resolve(dataDirectory);
  // The directories above it are left open: where root cannot run Postgres, another account must get through them.
  Deno.mkdirSync(dirname(directory), { recursive: true });
  Deno.mkdirSync(directory, { recursive: true, mode: 0o700 });
  return {
    directory,
    cluster: join(directory, "cluster"),
    lock: join(directory, "lock"),
    log: join(directory, "server.log"),
    password: readOrMakePassword(join(directory, "password")),
  };
}

/** The account and the version that a cluster was made with; null when there is no cluster yet. */
export function inspectCluster(files: ClusterFiles): { uid: number; gid: number; majorVersion: string } | null {
  try {
    const majorVersion = Deno.readTextFileSync(join(files.cluster, "PG_VERSION")).trim();
    const { uid, gid } = Deno.statSync(files.cluster);
    return { uid: uid ?? 0, gid: gid ?? 0, majorVersion };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    if (!exists(files.cluster)) return null;
    throw new EmbeddedPostgresError(
      "wrong_version",
      `${files.cluster} exists but is no Postgres cluster (PG_VERSION is missing): move it away and start again.`,
    );
  }
}

/** The port used last time; null at first. */
export function rememberedPort(files: ClusterFiles): number | null {
  try {
    const port = Number(Deno.readTextFileSync(join(files.directory, "port")));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
  } catch {
    return null;
  }
}

export function rememberPort(files: ClusterFiles, port: number): void {
  Deno.writeTextFileSync(join(files.directory, "port"), `${port}\n`);
}

function readOrMakePassword(path: string): string {
  try {
    const password = Deno.readTextFileSync(path).trim();
    if (password !== "") return password;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const password = crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: "base64url", omitPadding: true });
  Deno.writeTextFileSync(path, `${password}\n`, { mode: 0o600 });
  return password;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
