import { repositoryPath, repositoryRoot } from "../tools/repository.ts";

/** Which changes start everything again. */
const WATCHED = ["gateway", "control-plane", "console", "shared", "start", "prisma/schema.prisma", "prisma/migrations"];
const QUIET_MS = 250;

/**
 * Runs `start` as a child and starts it again when a source file changes; the child drains as it does on Ctrl-C.
 * Returns the exit code of the last child.
 */
export async function dev(forwarded: string[]): Promise<number> {
  let stopping = false;
  let child = spawn(forwarded);
  const stop = () => {
    stopping = true;
    child.kill("SIGTERM");
  };
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener("SIGTERM", stop);
  const watcher = Deno.watchFs(WATCHED.map((path) => repositoryPath(path)));
  let quiet: ReturnType<typeof setTimeout> | undefined;
  const watching = (async () => {
    for await (const event of watcher) {
      if (event.kind === "access" || event.paths.every((path) => path.includes("/generated/"))) continue;
      clearTimeout(quiet);
      quiet = setTimeout(() => child.kill("SIGTERM"), QUIET_MS);
    }
  })();
  for (;;) {
    const { code } = await child.status;
    if (stopping) {
      watcher.close();
      await watching;
      return code;
    }
    if (code !== 0) await changed();
    console.log("\n  Sources changed: starting again.\n");
    child = spawn(forwarded);
  }
}

/** After a start that failed there is nothing to do until the next change. */
async function changed(): Promise<void> {
  for await (const event of Deno.watchFs(WATCHED.map((path) => repositoryPath(path)))) {
    if (event.kind !== "access") return;
  }
}

function spawn(forwarded: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", repositoryPath("start/main.ts"), ...forwarded],
    cwd: repositoryRoot,
  }).spawn();
}
