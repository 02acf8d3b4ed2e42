import { repositoryPath, repositoryRoot } from "./repository.ts";

/** An installed package, and what its `package.json` says of its licence. */
export interface Licensed {
  name: string;
  version: string;
  /** An SPDX expression; null where it says nothing. */
  licence: string | null;
}

/** What may be shipped with an MIT product, or used to build it, without a question. */
const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC-BY-4.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "Python-2.0",
  "Unlicense",
]);

/** Packages that were looked at one by one, and why they may stay. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "axe-core": "MPL-2.0, unchanged, and used by tests alone",
  "lightningcss": "MPL-2.0, unchanged, and used to build the console alone",
  "lightningcss-*": "the same, for one machine",
  "elkjs": "EPL-2.0, unchanged, and not part of any deployable",
  "seq-queue": "MIT by its LICENSE file; its package.json says nothing",
};

/** Packages whose licence nobody has allowed, a sentence each. */
export function findForbiddenLicences(packages: readonly Licensed[]): string[] {
  return packages.filter(({ name, licence }) => !isException(name) && !isAllowed(licence))
    .map(({ name, version, licence }) => `${name}@${version}: ${licence ?? "no licence"} is not on the list`);
}

/** Every package in `node_modules`, by name and version. */
export async function installedPackages(root: string = repositoryRoot): Promise<Licensed[]> {
  const found = new Map<string, Licensed>();
  const store = `${root}/node_modules/.deno`;
  for await (const entry of Deno.readDir(store)) {
    if (!entry.isDirectory || !entry.name.includes("@")) continue;
    for (const path of await packagesIn(`${store}/${entry.name}/node_modules`)) {
      const read = await readPackage(`${path}/package.json`);
      if (read !== null) found.set(`${read.name}@${read.version}`, read);
    }
  }
  return [...found.values()].sort((one, other) =>
    `${one.name}@${one.version}` < `${other.name}@${other.version}` ? -1 : 1
  );
}

/** The packages themselves; what they depend on are links. */
async function packagesIn(directory: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of Deno.readDir(directory)) {
    if (!entry.isDirectory) continue;
    const path = `${directory}/${entry.name}`;
    if (entry.name.startsWith("@")) paths.push(...await packagesIn(path));
    else paths.push(path);
  }
  return paths;
}

async function readPackage(path: string): Promise<Licensed | null> {
  try {
    const { name, version, license, licenses } = JSON.parse(await Deno.readTextFile(path));
    return typeof name === "string" && typeof version === "string"
      ? { name, version, licence: licenceOf(license ?? licenses) }
      : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** The field is an expression, or one of the older forms: an object, or a list of them. */
function licenceOf(field: unknown): string | null {
  if (typeof field === "string") return field;
  if (Array.isArray(field)) return field.map(licenceOf).join(" OR ") || null;
  const { type } = (field ?? {}) as { type?: unknown };
  return typeof type === "string" ? type : null;
}

/** Of alternatives one has to be allowed, of what goes together all. */
function isAllowed(licence: string | null): boolean {
  if (licence === null) return false;
  return licence.replace(/[()]/g, "").split(/ or /i).some((choice) =>
    choice.split(/ and /i).every((part) => ALLOWED.has(part.trim()))
  );
}

function isException(name: string): boolean {
  return Object.keys(EXCEPTIONS).some((known) =>
    known.endsWith("*") ? name.startsWith(known.slice(0, -1)) : name === known
  );
}

/** The list as a page of the documentation. */
export function licencesPage(packages: readonly Licensed[]): string {
  const groups = [...Map.groupBy(packages, ({ licence }) => licence ?? "none")].sort(([one], [other]) =>
    one < other ? -1 : 1
  );
  const lines = groups.map(([licence, all]) =>
    `- **${licence}** (${all.length}): ${all.map(({ name }) => name).join(", ")}`
  );
  const exceptions = Object.entries(EXCEPTIONS).map(([name, reason]) => `- \`${name}\`: ${reason}`);
  return ["# Licences of packages", "", ...lines, "", "Looked at one by one:", "", ...exceptions].join("\n");
}

if (import.meta.main) {
  const packages = await installedPackages(repositoryPath("."));
  console.log(licencesPage(packages));
  const forbidden = findForbiddenLicences(packages);
  for (const sentence of forbidden) console.error(sentence);
  Deno.exit(forbidden.length === 0 ? 0 : 1);
}
