/** A process that did nothing but start the next one. */
interface Launcher {
  pid: number;
  parent: number;
}

const LOOK_EVERY_MS = 500;

/**
 * Calls back once when one of the processes between the user and this one has ended: `npx` passes a SIGTERM to its shell
 * alone, which dies of it and leaves everything below running. Looks twice a second; Linux only, elsewhere it never calls.
 * Whatever stands above the launchers (a terminal, a supervisor) may go without an effect.
 */
export function watchLauncher(onGone: () => void): { close(): void } {
  const launchers = findLaunchers();
  if (launchers.length === 0) return { close() {} };
  const timer = setInterval(() => {
    if (launchers.every(({ pid, parent }) => readProcess(pid)?.parent === parent)) return;
    clearInterval(timer);
    onGone();
  }, LOOK_EVERY_MS);
  return { close: () => clearInterval(timer) };
}

/** This process, and from its parent upwards those that only launch; each with the parent that it had. */
function findLaunchers(): Launcher[] {
  const self = readProcess(Deno.pid);
  if (self === null) return [];
  const found: Launcher[] = [{ pid: Deno.pid, parent: self.parent }];
  for (let pid = self.parent;;) {
    const process = readProcess(pid);
    // The last launcher's own parent is somebody's terminal, and free to go.
    if (process === null || !launches(process.command)) break;
    const above = readProcess(process.parent);
    if (above === null || !launches(above.command)) break;
    found.push({ pid, parent: process.parent });
    pid = process.parent;
  }
  return launches(readProcess(self.parent)?.command ?? "") ? found : [];
}

/** `deno task …`, `npm exec …` (which is what `npx` becomes), and the shell between the two. */
function launches(command: string): boolean {
  return /(^|\/)deno task /.test(command) || /^npm exec /.test(command) || /(^|\/)npx /.test(command) ||
    /^(\/bin\/)?sh -c .*deno/.test(command);
}

function readProcess(pid: number): { parent: number; command: string } | null {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const command = Deno.readTextFileSync(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
    // The second field is a name in brackets, and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { parent: Number(fields[1]), command };
  } catch {
    return null;
  }
}
