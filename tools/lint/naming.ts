import { posix } from "node:path";
import { repositoryPath } from "./repository_path.ts";

/** Refuses names that say nothing (`utils`, `helpers`, `common`, …), barrels, and files in the wrong case. */
export const naming: Deno.lint.Rule = {
  create(context) {
    const path = repositoryPath(context.filename);
    if (path === null) return {};
    return {
      Program(node) {
        const message = emptyName(path) ?? wrongCase(path) ?? barrel(path, node);
        // The first character stands for the file; underlining all of it would bury the message.
        if (message !== null) context.report({ range: [0, 1], message });
      },
    };
  },
};

const emptyWords = new Set(["util", "utils", "helper", "helpers", "manager", "managers", "misc"]);
const emptyNames = new Set(["common", "lib"]);

function emptyName(path: string): string | null {
  for (const segment of path.split("/")) {
    const stem = segment.replace(/\..*$/, "").replace(/_test$/, "");
    const words = stem.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase().split(/[_-]/);
    if (emptyNames.has(stem.toLowerCase()) || words.some((word) => emptyWords.has(word))) {
      return `"${segment}" says nothing about what is in it. Name it for what it does.`;
    }
  }
  return null;
}

function wrongCase(path: string): string | null {
  const name = posix.basename(path);
  // A route's file name is its address.
  if (/^console\/(.*\/)?routes\//.test(path) && !isComponentFile(path)) return null;
  const stem = name.replace(/(\.config|\.d)?\.[a-z]+$/, "");
  const isPascalCase = /^[A-Z][A-Za-z0-9]*(_test)?$/.test(stem);
  if (isComponentFile(path)) return isPascalCase ? null : `Islands and components are PascalCase.tsx: "${name}".`;
  // A component of one feature stands in that feature's folder.
  if (isPascalCase && /^console\/.*\.tsx$/.test(path)) return null;
  return /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(stem) ? null : `Source files are snake_case: "${name}".`;
}

function isComponentFile(path: string): boolean {
  return path.endsWith(".tsx") && /^console\/(.*\/)?(islands|components|\(_islands\)|\(_components\))\//.test(path);
}

function barrel(path: string, program: Deno.lint.Program): string | null {
  if (!/^(mod|index)\.tsx?$/.test(posix.basename(path)) || program.body.length === 0) return null;
  const onlyPassesOn = program.body.every((statement) =>
    statement.type === "ExportAllDeclaration" || statement.type === "ImportDeclaration" ||
    (statement.type === "ExportNamedDeclaration" && statement.declaration === null)
  );
  return onlyPassesOn ? "This file only re-exports. Import from the file that defines the name." : null;
}
