/** Clock ticks a second of /proc, the same on every Linux. */
const TICKS_PER_SECOND = 100;

/** The CPU seconds that a Postgres of this machine has used so far, by its cluster directory; NaN where /proc does not tell. */
export function postgresCpuSeconds(clusterDirectory: string): number {
  try {
    const postmaster = Number(Deno.readTextFileSync(`${clusterDirectory}/postmaster.pid`).split("\n")[0]);
    // What children that ended have used is counted by the postmaster.
    let ticks = ticksOf(postmaster, { children: true });
    for (const { name } of Deno.readDirSync("/proc")) {
      if (/^\d+$/.test(name) && parentOf(name) === postmaster) ticks += ticksOf(Number(name), { children: false });
    }
    return ticks / TICKS_PER_SECOND;
  } catch {
    return NaN;
  }
}

function ticksOf(pid: number, { children }: { children: boolean }): number {
  const fields = statOf(String(pid));
  return fields.slice(11, children ? 15 : 13).reduce((sum, field) => sum + Number(field), 0);
}

function parentOf(pid: string): number | null {
  try {
    return Number(statOf(pid)[1]);
  } catch {
    return null; // It ended meanwhile.
  }
}

/** The fields of /proc/<pid>/stat from the third on: the second may hold blanks. */
function statOf(pid: string): string[] {
  const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}
