import { parseArgs } from "node:util";
import { ensureConsoleBuilt } from "../tools/build_console.ts";
import { ensureGenerated } from "../tools/generate.ts";
import { StartFault } from "./start_fault.ts";
import { HELP } from "./help.ts";

/**
 * Begins `deno task start`. Nothing here imports what needs the generated database client: in a clean clone that is made
 * first.
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
  if (values.watch) return await (await import("./dev.ts")).dev();
  const withConsole = values["without-console"] !== true;
  try {
    console.log("\n  Starting Perpetuo\n");
    const onProgress = (line: string) => console.log(`  … ${line}`);
    await ensureGenerated({ onProgress });
    if (withConsole) await ensureConsoleBuilt({ onProgress });
    const { runAllInOne } = await import("./all_in_one.ts");
    await runAllInOne(Deno.env.toObject(), { withConsole });
    return 0;
  } catch (error) {
    if (!(error instanceof StartFault)) throw error;
    console.error(`\n  Perpetuo cannot start. ${error.message}\n`);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
