import { parseArgs } from "node:util";
import { z } from "zod";
import { repositoryPath, repositoryRoot } from "./repository.ts";
import { intendedChange, schemaChanges } from "./schema_changes.ts";

const HELP =
  `Compares schema.graphql with the one that this branch started from, and fails where callers of the API would break.
What is meant to break them is listed in tools/intended_schema_changes.json, with reason and date.

Usage: deno run -A tools/check_schema_changes.ts [--base COMMIT]
  --base COMMIT  what to compare with; default where this branch left origin/main
  --help         show this`;

const INTENDED = repositoryPath("tools/intended_schema_changes.json");

/**
 * Whether callers of the API can live with the present schema.graphql; every problem is a line of the report. What may merely
 * surprise them is counted, or listed where `lists` says so.
 */
export async function checkSchemaChanges(
  report: (line: string) => void,
  { base, lists = false }: { base?: string | undefined; lists?: boolean } = {},
): Promise<boolean> {
  const commit = base ?? await mergeBase();
  if (commit === null) {
    report("        there is no origin/main here: schema.graphql is compared with nothing");
    return true;
  }
  const before = await git(["show", `${commit}:schema.graphql`]);
  if (before === null) {
    report(`        ${commit.slice(0, 12)} has no schema.graphql: it is compared with nothing`);
    return true;
  }
  const after = await Deno.readTextFile(repositoryPath("schema.graphql"));
  const intended = z.array(intendedChange).parse(JSON.parse(await Deno.readTextFile(INTENDED)));
  const { breaking, dangerous, settled } = schemaChanges(before, after, intended);
  if (lists) { for (const change of dangerous) report(`        callers may notice: ${change}`); }
  else if (dangerous.length > 0) {
    report(
      `        callers may notice ${dangerous.length} changes: deno run -A tools/check_schema_changes.ts lists them`,
    );
  }
  for (const change of settled) report(`        no longer a change, its entry can go: ${change}`);
  for (const change of breaking) report(`breaks callers: ${change}`);
  if (breaking.length > 0) report("Deprecate instead, or list what is meant in tools/intended_schema_changes.json.");
  return breaking.length === 0;
}

/** Where this branch left the main one; null in a clone that does not know it. */
async function mergeBase(): Promise<string | null> {
  return (await git(["merge-base", "HEAD", "origin/main"]))?.trim() ?? null;
}

async function git(args: string[]): Promise<string | null> {
  const command = new Deno.Command("git", {
    args,
    cwd: repositoryRoot,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  });
  const result = await command.output().catch(() => null);
  return result?.success ? new TextDecoder().decode(result.stdout) : null;
}

if (import.meta.main) {
  const options = { base: { type: "string" }, help: { type: "boolean" } } as const;
  const { values } = parseArgs({ args: Deno.args, options });
  if (values.help) console.log(HELP);
  else Deno.exit(await checkSchemaChanges(console.log, { base: values.base, lists: true }) ? 0 : 1);
}
