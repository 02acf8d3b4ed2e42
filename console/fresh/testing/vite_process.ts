import { join } from "node:path";
import project from "../../../deno.json" with { type: "json" };
import { freePort } from "../../../prisma/embedded/free_port.ts";
import { eventually } from "../../../testing/eventually.ts";

export const FIXTURE = join(import.meta.dirname!, "../testdata/app");

export interface RunningServer extends AsyncDisposable {
  url: string;
}

/** Builds the fixture as anyone would, with Vite's own command line. Throws with what that printed. */
export async function buildFixture(outDir: string): Promise<void> {
  const { success, stdout, stderr } = await vite(["build", FIXTURE, "--outDir", outDir, "--emptyOutDir"], "piped")
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr));
}

/** Serves a build as production does: from elsewhere, and with no permission but these two. */
export async function serveBuild(outDir: string): Promise<RunningServer> {
  const port = freePort()!;
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      "serve",
      "--no-prompt",
      "--no-config",
      `--allow-net=127.0.0.1:${port}`,
      `--allow-read=${outDir}`,
      "--host=127.0.0.1",
      `--port=${port}`,
      join(outDir, "server.js"),
    ],
    cwd: outDir,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  return await running(command, port);
}

/** Runs Vite's development server on a copy of the fixture, whose files a test may change. */
export async function developCopy(folder: string): Promise<RunningServer> {
  await copy(FIXTURE, folder);
  await Deno.symlink(join(import.meta.dirname!, "../../../node_modules"), join(folder, "node_modules"));
  const port = freePort()!;
  const config = ["--config", join(FIXTURE, "vite.config.ts")];
  return await running(vite([folder, ...config, "--host=127.0.0.1", `--port=${port}`, "--strictPort"], "null"), port);
}

function vite(args: string[], output: "piped" | "null"): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", project.imports.vite, ...args, "--configLoader", "native", "--logLevel", "warn"],
    cwd: FIXTURE,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: output,
    stderr: output,
  });
}

async function running(command: Deno.Command, port: number): Promise<RunningServer> {
  const child = command.spawn();
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => {
    await (await fetch(`${url}/plain`)).body?.cancel();
    return true;
  }, { timeoutMs: 20_000 });
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (name.startsWith("_fresh") || name === "node_modules") continue;
    if (isDirectory) await copy(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}
