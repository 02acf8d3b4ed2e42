import { parseArgs } from "node:util";
import { prismaCli } from "./prisma_cli.ts";
import { pinnedVersion, repositoryPath } from "./repository.ts";

export interface GenerateOptions {
  /** Generates even when nothing changed. Default false. */
  force?: boolean;
  /** Gets one line when there is work to do. Default: none. */
  onProgress?: (line: string) => void;
}

/**
 * Makes prisma/generated/ (Prisma's client and Pothos' types) match schema.prisma and the pinned generators.
 * Starts no child and takes a few milliseconds when it does already. Safe to call from several processes at once.
 * Throws when Prisma refuses the schema, with what it said.
 */
export async function ensureGenerated(options: GenerateOptions = {}): Promise<"current" | "generated"> {
  if (!options.force && isGenerated()) return "current";
  await Deno.mkdir(OUTPUT, { recursive: true });
  using lock = await Deno.open(`${OUTPUT}/.lock`, { create: true, write: true });
  await lock.lock(true);
  // Another process may have done the work while this one waited for the lock.
  if (!options.force && isGenerated()) return "current";
  options.onProgress?.("Generating the database client");
  // Without its mark an interrupted run counts as none.
  await Deno.remove(MARK).catch(() => {});
  const wanted = fingerprint();
  const { code, output } = await prismaCli(["generate"]);
  if (code !== 0) throw new Error(`prisma generate failed:\n${output.trim()}`);
  await Deno.writeTextFile(MARK, wanted);
  return "generated";
}

/** Whether prisma/generated/ is complete and made from the present schema. */
export function isGenerated(): boolean {
  try {
    for (const file of PRODUCTS) Deno.statSync(file);
    return Deno.readTextFileSync(MARK) === fingerprint();
  } catch {
    return false;
  }
}

const OUTPUT = repositoryPath("prisma/generated");
const MARK = `${OUTPUT}/.fingerprint`;
const PRODUCTS = [`${OUTPUT}/client/client.ts`, `${OUTPUT}/pothos_types.ts`];
const PRINT_SCHEMA = repositoryPath("control-plane/graphql/print_schema.ts");
const PRINT_AUTHORIZATION = repositoryPath("control-plane/testing/print_authorization.ts");
/** Made from schema.graphql and the console's documents, so after it. */
const CONSOLE_GENERATORS = [repositoryPath("tools/graphql_types.ts"), repositoryPath("tools/persist_documents.ts")];
const CONSOLE_GRAPHQL = repositoryPath("console/graphql");

const HELP = `Generates what the sources are made from:
  prisma/generated/   the Prisma client and Pothos' types, from prisma/schema.prisma
  schema.graphql      the GraphQL schema, printed from its builder
  docs/authorization.md  who may use which operation, printed from the rules
  console/graphql/    types of that schema, and the documents that browsers may send

Usage: deno task generate [--force] [--check]
  --force   generate even when nothing changed
  --check   change nothing; exit code 1 when something is out of date
  --help    show this`;

/** Compared as it is: a hash would only save bytes. */
function fingerprint(): string {
  const versions = ["prisma", "@prisma/client", "@pothos/plugin-prisma"].map((name) =>
    `${name}@${pinnedVersion(name)}`
  );
  return [...versions, Deno.readTextFileSync(repositoryPath("prisma/schema.prisma"))].join("\n");
}

/** Printers import the client, so that they are children: this process must not load it before it is generated. */
async function print(check: boolean): Promise<boolean> {
  const passed: boolean[] = [];
  for (const printer of [PRINT_SCHEMA, PRINT_AUTHORIZATION]) {
    if (await exists(printer)) passed.push(await runGenerator(printer, check));
  }
  return passed.every(Boolean);
}

async function generateConsole(check: boolean): Promise<boolean> {
  if (!await exists(CONSOLE_GRAPHQL)) return true;
  const results = await Promise.all(CONSOLE_GENERATORS.map((generator) => runGenerator(generator, check)));
  return results.every((passed) => passed);
}

async function runGenerator(path: string, check: boolean): Promise<boolean> {
  const args = ["run", "-A", path, ...(check ? ["--check"] : [])];
  return (await new Deno.Command(Deno.execPath(), { args, stdin: "null" }).spawn().status).success;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { force: { type: "boolean" }, check: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (values.check) {
    if (!isGenerated()) console.error("prisma/generated is out of date: run `deno task generate`.");
    return isGenerated() && await print(true) && await generateConsole(true) ? 0 : 1;
  }
  const result = await ensureGenerated({ force: values.force, onProgress: console.log });
  if (result === "current") console.log("prisma/generated is up to date");
  return await print(false) && await generateConsole(false) ? 0 : 1;
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
