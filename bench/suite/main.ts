import { systemClock } from "../../shared/time/clock.ts";
import { openBench } from "./bench.ts";
import { figureTable } from "./figure_table.ts";
import { jsonReport } from "./json_report.ts";
import { judgeFigures } from "./judge_figures.ts";
import { type Machine, readMachine } from "./machine.ts";
import { HELP, type Options, readOptions } from "./options.ts";
import { pinToCores } from "./programs/pinning.ts";
import { runSection, type SectionResult } from "./run_section.ts";
import { sections } from "./section.ts";
import { sectionTable } from "./section_table.ts";

async function main(): Promise<number> {
  const options = readOptions(Deno.args);
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const startedAt = systemClock.now();
  const machine = readMachine();
  console.log(describe(machine, options));
  if (options.pin) await pinToCores();
  const results = await measure(options);
  const figures = judgeFigures(results, machine);
  console.log(figureTable(figures, options));
  if (options.jsonFile !== null) {
    await Deno.writeTextFile(options.jsonFile, jsonReport({ machine, options, startedAt }, results, figures));
  }
  const isGood = figures.every(({ verdict }) => verdict !== "missed" && verdict !== "unknown");
  return options.gate && !isGood ? 1 : 0;
}

async function measure(options: Options): Promise<SectionResult[]> {
  const results: SectionResult[] = [];
  await using bench = await openBench(Deno.env.get("PERPETUO_DATA_DIR") ?? ".perpetuo");
  for (const section of sections(options)) {
    if (!options.only.includes(section.name)) continue;
    const result = await runSection(bench, section, { options, onProgress: (line) => console.error(`· ${line}`) });
    results.push(result);
    console.log(sectionTable(result, options));
  }
  return results;
}

function describe({ cores, processor, kernel, deno }: Machine, { rounds, seconds, pin }: Options): string {
  const pinned = pin ? "pinned" : "not pinned";
  return `${cores} cores (${processor}), Linux ${kernel}, Deno ${deno}; ${rounds} rounds, ${seconds} s a load, ${pinned}\n`;
}

try {
  Deno.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exit(2);
}
