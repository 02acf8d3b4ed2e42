import { KEY_FIGURES, type KeyFigure, type Measurement } from "./key_figures.ts";
import { sampleKey, type SectionResult } from "./run_section.ts";
import { median, type Sample } from "./sample.ts";

export type Verdict = "goal" | "gate" | "missed" | "shown" | "unknown";

/** A figure as it came out. */
export interface JudgedFigure {
  figure: KeyFigure;
  verdict: Verdict;
  /** The median of the rounds, and the lowest and highest of them; NaN where it is not known. */
  value: number;
  lowest: number;
  highest: number;
  /** Why it is not known, or not judged; null: there is nothing to say. */
  reason: string | null;
}

/** Reckons every figure of the sections that were measured, round by round. */
export function judgeFigures(results: readonly SectionResult[], { cores }: { cores: number }): JudgedFigure[] {
  return KEY_FIGURES.flatMap((figure) => {
    const result = results.find(({ section }) => section.name === figure.section);
    return result === undefined ? [] : [judge(figure, result, cores)];
  });
}

function judge(figure: KeyFigure, result: SectionResult, cores: number): JudgedFigure {
  const taken = (measurement: Measurement) => samplesOf(result, measurement);
  const sides = figure.against === undefined ? [taken(figure.of)] : [taken(figure.of), taken(figure.against)];
  const unknown = { figure, verdict: "unknown" as const, value: NaN, lowest: NaN, highest: NaN };
  const missing = sides.find((side) => typeof side === "string");
  if (missing !== undefined) return { ...unknown, reason: missing };
  const [own, other] = sides as number[][];
  // One that was measured in fewer rounds stands in all of them for what it was in those.
  const isFewer = other !== undefined && other.length < own!.length;
  const against = (round: number) => other === undefined ? 0 : isFewer ? median(other) : other[round]!;
  const values = own!.map((value, round) => reckon(figure, value, against(round)));
  const value = median(values);
  const range = { value, lowest: Math.min(...values), highest: Math.max(...values) };
  const tooFew = figure.coresMin !== undefined && cores < figure.coresMin;
  if (figure.bounds === undefined || tooFew) {
    return {
      figure,
      verdict: "shown",
      ...range,
      reason: tooFew ? `needs ${figure.coresMin} cores, has ${cores}` : null,
    };
  }
  return { figure, verdict: verdictOf(value, figure.bounds), ...range, reason: null };
}

function verdictOf(value: number, { better, gate, goal }: NonNullable<KeyFigure["bounds"]>): Verdict {
  const reaches = (bound: number) => better === "more" ? value >= bound : value <= bound;
  return reaches(goal) ? "goal" : reaches(gate) ? "gate" : "missed";
}

function reckon({ reckon, unit }: KeyFigure, own: number, other: number): number {
  switch (reckon) {
    case "ratio":
      return own / other;
    case "difference":
      return own - other;
    case "alone":
      return unit === "KB" ? own / 1_024 : own;
  }
}

/** A number a round, or why there is none: what is invalid in one round makes the figure unknown. */
function samplesOf(result: SectionResult, { scenario, party, figures }: Measurement): number[] | string {
  const skipped = result.skipped.find(({ name }) => name === party);
  if (skipped !== undefined) return `${party} is skipped`;
  const samples = result.samples.get(sampleKey(scenario, party)) ?? [];
  const objection = samples.find((sample) => sample.objection !== null)?.objection;
  if (samples.length === 0) return `${party} was not measured`;
  if (objection != null) return `${party}: ${objection}`;
  return samples.map(({ figures: measured }: Sample) =>
    figures.reduce((sum, figure) => sum + (measured[figure] ?? NaN), 0)
  );
}
