import { posix } from "node:path";
import { dottedName, isBinding, isReference } from "./identifier_role.ts";
import { repositoryPath } from "./repository_path.ts";
import { isToolFile } from "./source_kind.ts";

/** Keeps time, randomness, environment and network out of the code that should be given them. */
export const ambient: Deno.lint.Rule = {
  create(context) {
    const path = repositoryPath(context.filename);
    if (path === null || mayReachOut(path)) return {};
    const report = (node: Deno.lint.Node, name: string) => {
      context.report({ node, message: `${name} may only be used where the parts are wired.`, hint: hints[name]! });
    };
    const fetchReferences: Deno.lint.Node[] = [];
    let fetchIsLocal = path === fetchUpstream;
    return {
      MemberExpression(node) {
        const name = dottedName(node);
        if (name === "fetch" ? path !== fetchUpstream : name !== null && name in hints) report(node, name!);
      },
      VariableDeclarator(node) {
        for (const name of destructuredNames(node)) if (name in hints) report(node, name);
      },
      NewExpression(node) {
        if (dottedName(node.callee) === "Date" && node.arguments.length === 0) report(node, "new Date()");
      },
      Identifier(node) {
        if (node.name !== "fetch") return;
        if (isBinding(node)) fetchIsLocal = true;
        else if (isReference(node)) fetchReferences.push(node);
      },
      // A file that is handed its own `fetch` may call it; which one a name means is only known at the end.
      "Program:exit"() {
        if (!fetchIsLocal) { for (const node of fetchReferences) report(node, "fetch"); }
      },
    };
  },
};

const fetchUpstream = "gateway/upstream/fetch_upstream.ts";
const hints: Record<string, string> = {
  "Deno.env": "Read it in config.ts and pass the value.",
  "process.env": "Read it in config.ts and pass the value.",
  "Date.now": "Take a Clock (shared/time/clock.ts).",
  "new Date()": "Take a Clock (shared/time/clock.ts).",
  "Math.random": "Take a random source as a parameter.",
  "fetch": "Take the function as a dependency.",
};

function mayReachOut(path: string): boolean {
  const name = posix.basename(path);
  return isToolFile(path) || path.startsWith("shared/time/") || name.endsWith(".config.ts") ||
    name === "main.ts" || name === "config.ts" || name === "dependencies.ts";
}

/** `const { env } = Deno` → `Deno.env`. */
function destructuredNames(node: Deno.lint.VariableDeclarator): string[] {
  const source = node.init === null ? null : dottedName(node.init);
  if (source === null || node.id.type !== "ObjectPattern") return [];
  return node.id.properties.flatMap((property) =>
    property.type === "Property" && property.key.type === "Identifier"
      ? [source === "globalThis" ? property.key.name : `${source}.${property.key.name}`]
      : []
  );
}
