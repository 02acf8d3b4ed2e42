import type { JudgedFigure } from "./judge_figures.ts";
import type { Machine } from "./machine.ts";
import type { Options } from "./options.ts";
import type { SectionResult } from "./run_section.ts";

/** Everything that a run gave, for machines: options, every sample, and the key figures. */
export function jsonReport(
  { machine, options, startedAt }: { machine: Machine; options: Options; startedAt: number },
  results: readonly SectionResult[],
  figures: readonly JudgedFigure[],
): string {
  const { rounds, seconds, pin, others } = options;
  const report = {
    startedAt: new Date(startedAt).toISOString(),
    machine,
    options: { rounds, seconds, pin, others: others.map(({ name }) => name) },
    figures: figures.map(({ figure, verdict, value, lowest, highest, reason }) => ({
      title: figure.title,
      unit: figure.unit,
      value: numberOrNull(value),
      lowest: numberOrNull(lowest),
      highest: numberOrNull(highest),
      gate: figure.bounds?.gate ?? null,
      goal: figure.bounds?.goal ?? null,
      verdict,
      reason,
    })),
    sections: results.map(({ section, skipped, samples }) => ({
      name: section.name,
      scenarios: section.scenarios,
      skipped,
      samples: Object.fromEntries(samples),
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
