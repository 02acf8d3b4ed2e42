import { parseArgs } from "node:util";
import { HELP } from "./help.ts";
import { ensureInstalled } from "./install.ts";
import { StartFault } from "./start_fault.ts";

/**
 * Begins `deno task start`. Nothing here imports a package, or what is generated: in a clean clone both are made first,
 * and Deno must not look for them when it reads this file.
 */
async function main(args: string[]): Promise<number> {
  // Development has the console in a process of its own.
  const options = {
    help: { type: "boolean" },
    watch: { type: "boolean" },
    "without-console": { type: "boolean" },
  } as const;
  let values: { help?: boolean; watch?: boolean; "without-console"?: boolean };
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return 2;
  }
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  try {
    return await begin({ watch: values.watch === true, withConsole: values["without-console"] !== true });
  } catch (error) {
    if (!(error instanceof StartFault)) throw error;
    console.error(`\n  Perpetuo cannot start. ${error.message}\n`);
    return 1;
  }
}

async function begin({ watch, withConsole }: { watch: boolean; withConsole: boolean }): Promise<number> {
  const onProgress = (line: string) => console.log(`  … ${line}`);
  if (!watch) console.log("\n  Starting Perpetuo\n");
  await ensureInstalled(onProgress);
  if (watch) return await (await load<typeof import("./dev.ts")>("./dev.ts")).dev();
  const { ensureGenerated } = await load<typeof import("../tools/generate.ts")>("../tools/generate.ts");
  await ensureGenerated({ onProgress });
  const { ensureConsoleBuilt } = await load<typeof import("../tools/build_console.ts")>("../tools/build_console.ts");
  if (withConsole) await ensureConsoleBuilt({ onProgress });
  const { runAllInOne } = await load<typeof import("./all_in_one.ts")>("./all_in_one.ts");
  await runAllInOne(Deno.env.toObject(), { withConsole });
  return 0;
}

/** Imports by a name that is not written out, so that it is looked for now and not when the process starts. */
async function load<Module>(specifier: string): Promise<Module> {
  return await import(new URL(specifier, import.meta.url).href);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
