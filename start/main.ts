import { parseArgs } from "node:util";
import { ensureGenerated } from "../tools/generate.ts";
import { StartFault } from "./start_fault.ts";
import { HELP } from "./help.ts";

/**
 * Begins `deno task start`. Nothing here imports what needs the generated database client: in a clean clone that is made
 * first.
 */
async function main(args: string[]): Promise<number> {
  const options = { help: { type: "boolean" }, watch: { type: "boolean" } } as const;
  let values: { help?: boolean; watch?: boolean };
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
  if (values.watch) return await (await import("./dev.ts")).dev([]);
  try {
    console.log("\n  Starting Perpetuo\n");
    await ensureGenerated({ onProgress: (line) => console.log(`  … ${line}`) });
    const { runAllInOne } = await import("./all_in_one.ts");
    await runAllInOne(Deno.env.toObject());
    return 0;
  } catch (error) {
    if (!(error instanceof StartFault)) throw error;
    console.error(`\n  Perpetuo cannot start. ${error.message}\n`);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
