/** What a running server says of itself in its data directory. */
export interface PostmasterFile {
  pid: number;
  port: number;
}

/** Reads `postmaster.pid`; null when there is none, or when its writer died over it. */
export function readPostmasterFile(cluster: string): PostmasterFile | null {
  const lines = readOrNull(path(cluster))?.split("\n") ?? [];
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return Number.isInteger(pid) && pid > 0 && Number.isInteger(port) && port > 0 ? { pid, port } : null;
}

/**
 * Makes a file left by a killed server harmless when its process id belongs to another program by now, as it does after
 * a container's restart, or to a dead process that nobody has buried: Postgres would take either for the old server.
 * The file itself stays, because by its other lines Postgres tells whether children of the old server still live.
 */
export async function disownStalePid(cluster: string): Promise<void> {
  const text = readOrNull(path(cluster));
  const file = readPostmasterFile(cluster);
  if (text === null || file === null || await mayBePostgres(file.pid)) return;
  // Postgres passes over the id of its own parent, which is this process.
  Deno.writeTextFileSync(path(cluster), text.replace(/^\d+/, String(Deno.pid)));
}

function path(cluster: string): string {
  return `${cluster}/postmaster.pid`;
}

/** Whether a process runs and is a Postgres, or is none that we can see: Postgres itself looks again. */
async function mayBePostgres(pid: number): Promise<boolean> {
  if (Deno.build.os === "windows") return true;
  if (Deno.build.os === "linux") {
    const [, name, state] = readOrNull(`/proc/${pid}/stat`)?.match(/^\d+ \((.*)\) (\S)/s) ?? [];
    return name === undefined || (name.startsWith("postgres") && state !== "Z" && state !== "X");
  }
  const ps = new Deno.Command("ps", { args: ["-o", "stat=,comm=", "-p", String(pid)], stderr: "null" });
  const { stdout, success } = await ps.output();
  const line = new TextDecoder().decode(stdout).trim();
  return !success || (/\bpostgres/.test(line) && !line.startsWith("Z"));
}

function readOrNull(file: string): string | null {
  try {
    return Deno.readTextFileSync(file);
  } catch {
    return null;
  }
}
