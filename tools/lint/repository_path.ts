import { fileURLToPath } from "node:url";
import { posix } from "node:path";
import project from "../../deno.json" with { type: "json" };

/**
 * Where a file lies in the repository, with `/` and no leading slash; null when it lies outside.
 * `filename` is what the linter says: an absolute path, a `file:` URL, or (tests) a path from the repository's root.
 */
export function repositoryPath(filename: string): string | null {
  const path = withSlashes(filename.startsWith("file:") ? fileURLToPath(filename) : filename);
  if (!isAbsolute(path)) return contained(posix.normalize(path));
  return path.startsWith(root) ? contained(posix.normalize(path.slice(root.length))) : null;
}

/**
 * What a module specifier in the file `from` (a repository path) names.
 * A relative path and an import map's local entry are a `file` of the repository, all else is a `package`.
 */
export function resolveSpecifier(from: string, specifier: string): Imported {
  const local = relativeToRoot(from, specifier);
  if (local === null) return { kind: "package", name: packageName(specifier) };
  const path = contained(posix.normalize(local));
  return path === null ? { kind: "outside" } : { kind: "file", path };
}

export type Imported =
  | { kind: "file"; path: string }
  | { kind: "package"; name: string }
  | { kind: "outside" };

const root = withSlashes(fileURLToPath(new URL("../../", import.meta.url)));
const importMap: Record<string, string> = project.imports;

function withSlashes(path: string): string {
  return path.replaceAll("\\", "/");
}

function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[A-Za-z]:\//.test(path);
}

function contained(path: string): string | null {
  return path === ".." || path.startsWith("../") ? null : path;
}

function relativeToRoot(from: string, specifier: string): string | null {
  if (/^\.{1,2}(\/|$)/.test(specifier)) return posix.join(posix.dirname(from), specifier);
  if (specifier.startsWith("/") || specifier.startsWith("file:")) return repositoryPath(specifier) ?? "..";
  // A bare name may be mapped to our own sources, and is no way around a boundary.
  for (const [name, target] of Object.entries(importMap)) {
    if (!target.startsWith("./")) continue;
    if (specifier === name) return target;
    if (name.endsWith("/") && specifier.startsWith(name)) return target + specifier.slice(name.length);
  }
  return null;
}

/** `zod/v4` → `zod`, `@scope/name/deep` → `@scope/name`, `node:fs/promises` → `node:fs`. */
function packageName(specifier: string): string {
  const name = specifier.replace(/^npm:/, "");
  return name.split("/", name.startsWith("@") ? 2 : 1).join("/");
}
