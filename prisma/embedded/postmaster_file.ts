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
 * Makes a file left by a killed server harmless when its process id now belongs to another program, as it does after
 * a container's restart: Postgres would take that program for the old server and refuse to start for good.
 * The file itself stays, because by its other lines Postgres tells whether children of the old server still live.
 */
export async function disownRecycledPid(cluster: string): Promise<void> {
  const text = readOrNull(path(cluster));
  const file = readPostmasterFile(cluster);
  if (text === null || file === null) return;
  const name = await programName(file.pid);
  if (name === null || name.startsWith("postgres")) return;
  // Postgres passes over the id of its own parent, which is this process.
  Deno.writeTextFileSync(path(cluster), text.replace(/^\d+/, String(Deno.pid)));
}

function path(cluster: string): string {
  return `${cluster}/postmaster.pid`;
}

/** The name of a running program; null when no such process runs, or when it cannot be told. */
async function programName(pid: number): Promise<string | null> {
  if (Deno.build.os === "linux") return readOrNull(`/proc/${pid}/comm`)?.trim() ?? null;
  if (Deno.build.os === "windows") return null;
  const ps = new Deno.Command("ps", { args: ["-o", "comm=", "-p", String(pid)], stderr: "null" });
  const { stdout, success } = await ps.output();
  return success ? new TextDecoder().decode(stdout).trim().split("/").at(-1)! : null;
}

function readOrNull(file: string): string | null {
  try {
    return Deno.readTextFileSync(file);
  } catch {
    return null;
  }
}
