import { visitModuleSpecifiers } from "./module_specifiers.ts";
import { type Imported, repositoryPath, resolveSpecifier } from "./repository_path.ts";
import { isTestFile, isToolFile } from "./source_kind.ts";

/** Keeps the deployables apart: they meet in `shared/`, and the contracts depend on nothing but zod. */
export const boundaries: Deno.lint.Rule = {
  create(context) {
    const path = repositoryPath(context.filename);
    if (path === null || isToolFile(path)) return {};
    return visitModuleSpecifiers((specifier, node) => {
      const message = objection(path, resolveSpecifier(path, specifier));
      if (message !== null) context.report({ node, message });
    });
  },
};

/** The folders, from the root, that the sources of each folder may import; a folder that is not here may import all. */
const mayImport: Record<string, readonly string[]> = {
  "gateway": ["gateway", "shared"],
  "control-plane": ["control-plane", "shared", "prisma"],
  "console": ["console", "shared"],
  "prisma": ["prisma", "shared"],
  "shared": ["shared"],
};

const contracts = "shared/contracts/";

function objection(from: string, imported: Imported): string | null {
  if (imported.kind === "outside") return "This import leaves the repository.";
  if (from.startsWith(contracts)) return contractsObjection(imported);
  if (imported.kind === "package") return null;
  return fileObjection(from, imported.path);
}

function contractsObjection(imported: Exclude<Imported, { kind: "outside" }>): string | null {
  const allowed = imported.kind === "package" ? imported.name === "zod" : imported.path.startsWith(contracts);
  return allowed ? null : "Contracts import nothing but zod and each other, so that every part can rely on them.";
}

function fileObjection(from: string, to: string): string | null {
  if (isTestFile(to)) return `Only tests may import ${to}, which serves tests alone.`;
  const folder = topFolder(from);
  const allowed = mayImport[folder];
  const target = topFolder(to);
  // A file at the root (deno.json, schema.graphql) belongs to no part, and shared/ alone may not know of it.
  if (allowed === undefined || allowed.includes(target) || (target === "" && folder !== "shared")) return null;
  return `${folder}/ may not import ${to}: it knows ${allowed.map((name) => `${name}/`).join(", ")} and packages only.`;
}

function topFolder(path: string): string {
  const slash = path.indexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}
