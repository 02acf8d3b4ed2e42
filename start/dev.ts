import { repositoryPath, repositoryRoot } from "../tools/repository.ts";

/** Which changes start everything again. The console's are Vite's affair, which changes pages while they are open. */
const WATCHED = ["gateway", "control-plane", "shared", "start", "prisma/schema.prisma", "prisma/migrations"];
const QUIET_MS = 250;

/**
 * Runs `start` as a child and starts it again when a source file changes; the child drains as it does on Ctrl-C. The
 * console is another child, which stays. Returns the exit code of the last child of the first kind.
 */
export async function dev(): Promise<number> {
  let stopping = false;
  const console = spawn("start/dev_console.ts");
  let child = spawn("start/main.ts", "--without-console");
  const stop = () => {
    stopping = true;
    child.kill("SIGTERM");
  };
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener("SIGTERM", stop);
  // Without its console there is nothing to develop: it has said why.
  console.status.then(({ success }) => stopping || success || stop());
  const watcher = Deno.watchFs(WATCHED.map((path) => repositoryPath(path)));
  let quiet: ReturnType<typeof setTimeout> | undefined;
  const watching = (async () => {
    for await (const event of watcher) {
      if (event.kind === "access" || event.paths.every((path) => path.includes("/generated/"))) continue;
      clearTimeout(quiet);
      quiet = setTimeout(() => end(child), QUIET_MS);
    }
  })();
  for (;;) {
    const { code } = await child.status;
    if (stopping) {
      watcher.close();
      end(console);
      await Promise.all([watching, console.status]);
      return code;
    }
    if (code !== 0) await changed();
    globalThis.console.log("\n  Sources changed: starting again.\n");
    child = spawn("start/main.ts", "--without-console");
  }
}

/** After a start that failed there is nothing to do until the next change. */
async function changed(): Promise<void> {
  for await (const event of Deno.watchFs(WATCHED.map((path) => repositoryPath(path)))) {
    if (event.kind !== "access") return;
  }
}

function spawn(path: string, ...args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--node-modules-dir=manual", repositoryPath(path), ...args],
    cwd: repositoryRoot,
  }).spawn();
}

/** A child that has ended by itself is ended already. */
function end(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGTERM");
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}
