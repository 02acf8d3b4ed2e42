import { type Figure, median, type Sample } from "./sample.ts";
import { sampleKey, type SectionResult } from "./run_section.ts";
import { textTable } from "./text_table.ts";

/** The medians of a section, a line for each load of each party. */
export function sectionTable(result: SectionResult, { markdown }: { markdown: boolean }): string {
  const { section, parties, skipped, samples } = result;
  const rows = section.scenarios.flatMap((scenario) =>
    parties.flatMap((party) => {
      const taken = samples.get(sampleKey(scenario.name, party));
      return taken === undefined ? [] : [[scenario.name, party, ...cellsOf(taken)]];
    })
  );
  const unit = section.name === "streams" ? "chunk" : "request";
  const shown = COLUMNS.filter(([figure]) =>
    [...samples.values()].some((taken) => taken.some(({ figures }) => figures[figure] !== undefined))
  );
  const last = 2 + COLUMNS.length;
  const hasObjections = rows.some((cells) => cells[last] !== "");
  const kept = [0, 1, ...shown.map((column) => 2 + COLUMNS.indexOf(column)), ...hasObjections ? [last] : []];
  const head = ["load", "party", ...COLUMNS.map(([, title]) => title.replace("each", unit)), "objection"];
  const lines = [head, ...rows].map((cells) => kept.map((index) => cells[index]!));
  const notes = skipped.map(({ name, reason }) => `${name}: skipped (${reason})`);
  const title = markdown ? `### ${section.title}\n` : section.title;
  return [title, textTable(lines, { markdown }), ...notes, ""].join("\n");
}

const COLUMNS: readonly [figure: Figure, title: string, digits: number][] = [
  ["requestsPerSecond", "requests/s", 0],
  ["chunksPerSecond", "chunks/s", 0],
  ["cpuUs", "CPU µs/each", 1],
  ["storeCpuUs", "Redis' CPU µs/each", 1],
  ["p50Ms", "p50 ms", 3],
  ["p99Ms", "p99 ms", 3],
  ["firstContentP50Ms", "first content p50 ms", 2],
  ["firstContentP99Ms", "p99 ms", 2],
  ["chunkDelayP50Ms", "chunk delay p50 ms", 2],
  ["chunkDelayP99Ms", "p99 ms", 2],
  ["bytesPerStream", "bytes/stream", 0],
];

/** A median for each column, and at the end what is wrong with any of the samples. */
function cellsOf(samples: readonly Sample[]): string[] {
  const cells = COLUMNS.map(([figure, , digits]) => {
    const values = samples.flatMap(({ figures }) => figures[figure] ?? []);
    return values.length === 0 ? "" : shown(median(values), digits);
  });
  const objection = samples.find((sample) => sample.objection !== null)?.objection;
  return [...cells, objection == null ? "" : `INVALID: ${objection}`];
}

function shown(value: number, digits: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
