import { openBench } from "./bench.ts";
import { HELP, readOptions } from "./options.ts";
import { pinTo } from "./programs/pinning.ts";
import { runSection, type SectionResult } from "./run_section.ts";
import { sections } from "./section.ts";
import { sectionTable } from "./section_table.ts";

async function main(): Promise<number> {
  const options = readOptions(Deno.args);
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  if (options.pin) pinTo({ partyCores: 1 });
  await using bench = await openBench(Deno.env.get("PERPETUO_DATA_DIR") ?? ".perpetuo");
  const results: SectionResult[] = [];
  for (const section of sections(options)) {
    if (!options.only.includes(section.name)) continue;
    const result = await runSection(bench, section, { options, onProgress: (line) => console.error(`· ${line}`) });
    results.push(result);
    console.log(sectionTable(result, options));
  }
  return 0;
}

try {
  Deno.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exit(2);
}
