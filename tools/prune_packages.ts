import { basename, join } from "node:path";

const usage = "Usage: deno run -A tools/prune_packages.ts ENTRY…\n" +
  "Takes every package out of node_modules that the entries' modules do not load, for an image. Do not run it where you work.";

/** What `deno info --json` tells, as far as it is read here. */
export interface ModuleGraph {
  roots: string[];
  modules: { specifier: string; npmPackage?: string; dependencies?: { code?: { specifier?: string } }[] }[];
  redirects?: Record<string, string>;
  npmPackages: Record<string, { name: string; localPath?: string; dependencies: string[] }>;
}

/** Packages that others name as theirs and load only while something is generated or checked. */
const BUILD_ONLY: ReadonlySet<string> = new Set(["prisma", "typescript"]);

/**
 * The folders of `node_modules/.deno` that modules of the graph load when they run: imports of types alone count for
 * nothing, and neither does what only builds need.
 */
export function foldersAtRun(graph: ModuleGraph): Set<string> {
  const folders = new Set<string>();
  const seen = new Set<string>();
  const ahead = packagesAtRun(graph);
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    const found = graph.npmPackages[id];
    if (seen.has(id) || found === undefined || BUILD_ONLY.has(found.name)) continue;
    seen.add(id);
    // One for another platform is in the graph and not on the disk.
    const folder = /node_modules\/\.deno\/([^/]+)\//.exec(found.localPath ?? "")?.[1];
    if (folder !== undefined) folders.add(folder);
    ahead.push(...found.dependencies);
  }
  return folders;
}

/** The packages that the graph's own modules import. */
function packagesAtRun({ roots, modules, redirects = {} }: ModuleGraph): string[] {
  const bySpecifier = new Map(modules.map((module) => [module.specifier, module]));
  const packages = new Set<string>();
  const seen = new Set<string>();
  const ahead = [...roots];
  for (let specifier = ahead.pop(); specifier !== undefined; specifier = ahead.pop()) {
    const target = redirects[specifier] ?? specifier;
    if (seen.has(target)) continue;
    seen.add(target);
    const module = bySpecifier.get(target);
    if (module?.npmPackage !== undefined) packages.add(module.npmPackage);
    for (const { code } of module?.dependencies ?? []) if (code?.specifier !== undefined) ahead.push(code.specifier);
  }
  return [...packages];
}

/** Removes all other packages from `root`, and lets Deno take those that are left as they are. */
async function prune(root: string, entries: string[]): Promise<{ kept: number; removed: number }> {
  const kept = new Set<string>();
  for (const entry of entries) for (const folder of foldersAtRun(await graphOf(root, entry))) kept.add(folder);
  const store = join(root, "node_modules", ".deno");
  let removed = 0;
  for await (const { name, isDirectory } of Deno.readDir(store)) {
    if (!isDirectory || name === "node_modules" || kept.has(name)) continue;
    await Deno.remove(join(store, name), { recursive: true });
    removed++;
  }
  for (const folder of [join(root, "node_modules"), join(store, "node_modules")]) await removeDeadLinks(folder);
  const settings = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  // Else it would find the rest missing, and install it.
  await Deno.writeTextFile(join(root, "deno.json"), JSON.stringify({ ...settings, nodeModulesDir: "manual" }, null, 2));
  return { kept: kept.size, removed };
}

async function graphOf(root: string, entry: string): Promise<ModuleGraph> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", entry],
    cwd: root,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Links to packages that are gone, also those of scopes. */
async function removeDeadLinks(folder: string): Promise<void> {
  for await (const { name, isSymlink, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory && basename(path).startsWith("@")) await removeDeadLinks(path);
    else if (isSymlink && !await exists(path)) await Deno.remove(path);
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

if (import.meta.main) {
  if (Deno.args.length === 0 || Deno.args.includes("--help")) {
    console.error(usage);
    Deno.exit(2);
  }
  const { kept, removed } = await prune(Deno.cwd(), Deno.args);
  console.log(`${kept} packages are left, ${removed} are gone.`);
}
