import { pinnedVersion, repositoryPath, repositoryRoot } from "./repository.ts";

export interface PrismaCliOptions {
  /** Default: none, for commands that touch no database. */
  databaseUrl?: string;
  /** Whether the CLI's output is passed on; otherwise it is part of the result. Default false. */
  passOutput?: boolean;
}

/**
 * Runs Prisma's stock CLI on this repository, with our stand-in for its native schema engine.
 * Works where no `deno` is on PATH. The result's output is empty when it was passed on.
 */
export async function prismaCli(
  args: readonly string[],
  options: PrismaCliOptions = {},
): Promise<{ code: number; output: string }> {
  const shims = await makeDenoShim();
  try {
    const stream = options.passOutput ? "inherit" : "piped";
    const child = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", `npm:prisma@${pinnedVersion("prisma")}`, ...args],
      cwd: repositoryRoot,
      env: environment(shims, options.databaseUrl),
      stdin: options.passOutput ? "inherit" : "null",
      stdout: stream,
      stderr: stream,
    }).spawn();
    if (options.passOutput) return { code: (await child.status).code, output: "" };
    const { code, stdout, stderr } = await child.output();
    const decoder = new TextDecoder();
    return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
  } finally {
    await Deno.remove(shims, { recursive: true });
  }
}

function environment(shims: string, databaseUrl: string | undefined): Record<string, string> {
  const separator = Deno.build.os === "windows" ? ";" : ":";
  return {
    PATH: `${shims}${separator}${Deno.env.get("PATH") ?? ""}`,
    PERPETUO_DENO: Deno.execPath(),
    PRISMA_SCHEMA_ENGINE_BINARY: repositoryPath("prisma/engine/schema-engine"),
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1", // The CLI would otherwise report to its maker.
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl, DATABASE_DIRECT_URL: databaseUrl }),
  };
}

/** schema.prisma starts a generator as `deno run …`, and on a user's machine there may be no `deno` on PATH. */
async function makeDenoShim(): Promise<string> {
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-deno-" });
  if (Deno.build.os === "windows") {
    await Deno.writeTextFile(`${directory}/deno.cmd`, `@"${Deno.execPath()}" %*\r\n`);
  } else {
    await Deno.symlink(Deno.execPath(), `${directory}/deno`);
  }
  return directory;
}
