import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import project from "../deno.json" with { type: "json" };
import { repositoryPath, repositoryRoot } from "./repository.ts";

export interface BuildConsoleOptions {
  /** Builds even when nothing changed. Default false. */
  force?: boolean;
  /** Gets one line when there is work to do. Default: none. */
  onProgress?: (line: string) => void;
}

/**
 * Makes console/_fresh/ hold the build of the console's present sources, in a folder of its own that `current` names: a
 * process that serves an older one goes on. Starts no child and takes some milliseconds when it is there already. Safe to
 * call from several processes at once. Throws when the build fails, with what Vite said.
 */
export async function ensureConsoleBuilt(options: BuildConsoleOptions = {}): Promise<"current" | "built"> {
  if (!options.force && isConsoleBuilt()) return "current";
  await Deno.mkdir(OUTPUT, { recursive: true });
  using lock = await Deno.open(`${OUTPUT}/.lock`, { create: true, write: true });
  await lock.lock(true);
  // Another process may have done the work while this one waited for the lock.
  if (!options.force && isConsoleBuilt()) return "current";
  options.onProgress?.("Building the console");
  const wanted = fingerprint();
  await runVite(`${OUTPUT}/${wanted}`);
  // Named only when it is whole, and by one step.
  await Deno.writeTextFile(`${OUTPUT}/.current`, wanted);
  await Deno.rename(`${OUTPUT}/.current`, CURRENT);
  await removeOld(wanted);
  return "built";
}

/** Whether console/_fresh/ has a build of the present sources. */
export function isConsoleBuilt(): boolean {
  try {
    const built = Deno.readTextFileSync(CURRENT);
    Deno.statSync(`${OUTPUT}/${built}/server.js`);
    return built === fingerprint();
  } catch {
    return false;
  }
}

const OUTPUT = repositoryPath("console/_fresh");
const CURRENT = `${OUTPUT}/current`;
/** Builds that stay for those who serve them still. */
const OLD_BUILDS_MAX = 2;

const HELP = `Builds the console that 'deno task console' serves, into console/_fresh/.

Usage: deno task console:build [--force]
  --force   build even when nothing changed
  --help    show this`;

/** Everything that goes into the build: by content, since a checkout and a container's copy set times as they like. */
function fingerprint(): string {
  const hash = createHash("sha256").update(JSON.stringify(project.imports));
  for (const path of [...sources("console"), ...sources("shared")].sort()) {
    hash.update(`\0${path}\0`).update(Deno.readFileSync(repositoryPath(path)));
  }
  return hash.digest("hex").slice(0, 16);
}

function sources(folder: string): string[] {
  return [...Deno.readDirSync(repositoryPath(folder))].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return NO_SOURCES.has(name) ? [] : sources(`${folder}/${name}`);
    return /_test\.[a-z]+$|\.md$/.test(name) ? [] : [`${folder}/${name}`];
  });
}

const NO_SOURCES = new Set(["_fresh", "node_modules", "testdata", "testing", "fixtures"]);

/** In a process of its own: the bundler's memory would stay with ours. */
async function runVite(outDir: string): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", project.imports.vite, "build", "console", "--outDir", outDir, ...VITE_OPTIONS],
    cwd: repositoryRoot,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("").trim();
  if (!success) throw new Error(`The console could not be built:\n${said}`);
}

const VITE_OPTIONS = ["--configLoader", "native", "--logLevel", "warn"];

async function removeOld(current: string): Promise<void> {
  const builds: { name: string; madeMs: number }[] = [];
  for await (const { name, isDirectory } of Deno.readDir(OUTPUT)) {
    if (!isDirectory || !/^[0-9a-f]{16}$/.test(name) || name === current) continue;
    builds.push({ name, madeMs: (await Deno.stat(`${OUTPUT}/${name}`)).mtime?.getTime() ?? 0 });
  }
  const old = builds.sort((left, right) => right.madeMs - left.madeMs).slice(OLD_BUILDS_MAX);
  await Promise.all(old.map(({ name }) => Deno.remove(`${OUTPUT}/${name}`, { recursive: true })));
}

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { force: { type: "boolean" }, help: { type: "boolean" } } });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const result = await ensureConsoleBuilt({ force: values.force ?? false, onProgress: console.log });
  if (result === "current") console.log("console/_fresh is up to date");
  return 0;
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
