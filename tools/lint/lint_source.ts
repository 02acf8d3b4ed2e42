import plugin from "./plugin.ts";

/** What one rule says of a source text that lies at `path` in the repository; for the rules' own tests. */
export function lintSource(rule: string, path: string, source: string): string[] {
  const id = `${plugin.name}/${rule}`;
  return Deno.lint.runPlugin(plugin, path, source).filter((finding) => finding.id === id)
    .map((finding) => finding.message);
}
