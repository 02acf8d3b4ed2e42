import { parseArgs } from "node:util";
import { findMigrationDangers } from "./check_migrations.ts";
import { checkSchemaChanges } from "./check_schema_changes.ts";
import { ensureGenerated } from "./generate.ts";
import { findBlemishes } from "./hygiene.ts";
import { findProviderGaps } from "./provider_files.ts";
import { repositoryRoot } from "./repository.ts";
import { sourceFiles } from "./source_files.ts";

/** One thing that must hold; resolves to whether it does, and says on the console why not. */
export interface Step {
  name: string;
  run: () => Promise<boolean>;
}

/** Runs every step in order, after failures too, so that one run shows all there is to mend; gives those that failed. */
export async function runSteps(steps: Step[], report: (line: string) => void): Promise<string[]> {
  const failed: string[] = [];
  for (const step of steps) {
    const startMs = performance.now();
    const passed = await step.run().catch((error) => {
      report(error instanceof Error ? error.message : String(error));
      return false;
    });
    if (!passed) failed.push(step.name);
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    report(`${passed ? "ok    " : "FAILED"}  ${step.name} (${seconds} s)`);
  }
  return failed;
}

const help = `Checks all that must hold before a change is pushed, and shows every failure:
  generated files  the database client, and schema.graphql against the sources
  schema changes   nothing in schema.graphql breaks callers, unless that is meant (tools/check_schema_changes.ts)
  format, lint     deno fmt --check, deno lint with the house's rules
  types            deno check over every source file
  clients          the same three for the official clients of the conformance matrix, which have packages of their own
  hygiene          no secrets, registry hosts or paths of a machine, nothing left over; all wires and providers have
                   the same files; new migrations only add (docs/migrations.md)
  tests            deno task test

Usage: deno task ok [--no-test]
  --no-test  leave the tests out
  --help     show this`;

const checks: Step[] = [
  { name: "generated files", run: checkGenerated },
  { name: "schema changes", run: () => checkSchemaChanges(console.log) },
  { name: "format", run: () => deno(["fmt", "--check"]) },
  { name: "lint", run: () => deno(["lint"]) },
  { name: "types", run: async () => deno(["check", ...(await sourceFiles()).filter(isChecked)]) },
  { name: "conformance clients", run: checkClients },
  { name: "hygiene", run: checkHygiene },
];
const tests: Step = { name: "tests", run: () => deno(["run", "-A", "testing/run.ts"], { output: "shown" }) };

/** The official clients have packages of their own, which the product does not have to install. */
const CLIENTS = "e2e/conformance/clients";

function isChecked(path: string): boolean {
  return /\.tsx?$/.test(path) && !path.startsWith(`${CLIENTS}/`);
}

async function checkClients(): Promise<boolean> {
  const cwd = `${repositoryRoot}/${CLIENTS}`;
  const config = "--config=deno.json";
  const held = [
    await deno(["fmt", "--check", config, "."], { cwd }),
    await deno(["lint", config, "."], { cwd }),
    await deno(["check", "--frozen", config, "main.ts"], { cwd }),
  ];
  return held.every(Boolean);
}

/** The client is no part of the repository, so a fresh clone makes it first; what is committed must match already. */
async function checkGenerated(): Promise<boolean> {
  await ensureGenerated();
  return await deno(["run", "-A", "tools/generate.ts", "--check"]);
}

async function checkHygiene(): Promise<boolean> {
  const paths = await sourceFiles();
  const registry = await Deno.readTextFile(`${repositoryRoot}/gateway/providers/registry.ts`);
  const blemishes = [
    ...await findBlemishes(repositoryRoot, paths),
    ...findProviderGaps({ paths, registry }),
    ...await findMigrationDangers(repositoryRoot),
  ];
  for (const { path, line, reason } of blemishes) console.error(`${path}${line === 0 ? "" : `:${line}`}: ${reason}`);
  return blemishes.length === 0;
}

/** Runs this very Deno; its output is `shown` as it comes, or only when it fails. */
async function deno(
  args: string[],
  { output = "on failure", cwd = repositoryRoot }: { output?: "shown" | "on failure"; cwd?: string } = {},
): Promise<boolean> {
  const mode = output === "shown" ? "inherit" : "piped";
  const command = new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    stdin: "null",
    stdout: mode,
    stderr: mode,
  });
  if (output === "shown") return (await command.spawn().status).success;
  let result = await command.output();
  if (result.signal === "SIGSEGV") {
    // Deno 2.9.6 crashes now and then when it ends its lint plugins' worker: that says nothing about what it looked at.
    console.log(`        deno ${args[0]} crashed and is run once more`);
    result = await command.output();
  }
  if (!result.success) {
    await writeAll(Deno.stdout, result.stdout);
    await writeAll(Deno.stderr, result.stderr);
  }
  return result.success;
}

async function writeAll(stream: { write(bytes: Uint8Array): Promise<number> }, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length;) offset += await stream.write(bytes.subarray(offset));
}

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { "no-test": { type: "boolean" }, help: { type: "boolean" } } });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const steps = values["no-test"] ? checks : [...checks, tests];
  const failed = await runSteps(steps, console.log);
  const verdict = failed.length === 0 ? "all hold" : `${failed.length} failed: ${failed.join(", ")}`;
  console.log(`${steps.length} steps, ${verdict}`);
  return failed.length === 0 ? 0 : 1;
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
