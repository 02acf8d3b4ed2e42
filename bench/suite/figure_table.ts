import type { JudgedFigure, Verdict } from "./judge_figures.ts";
import { textTable } from "./text_table.ts";

/** The key figures beside what must be reached and what is aimed at. */
export function figureTable(figures: readonly JudgedFigure[], { markdown }: { markdown: boolean }): string {
  const head = ["figure", "measured", "lowest – highest", "gate", "goal", "verdict"];
  const rows = figures.map(({ figure, value, lowest, highest, verdict, reason }) => {
    const shown = (number: number) =>
      Number.isNaN(number) ? "–" : `${rounded(number)}${SEPARATORS[figure.unit]}${figure.unit}`;
    const sign = figure.bounds?.better === "more" ? "≥" : "≤";
    const bound = (number: number | undefined) => number === undefined ? "" : `${sign} ${shown(number)}`;
    return [
      figure.title,
      shown(value),
      Number.isNaN(value) ? "" : `${rounded(lowest)} – ${rounded(highest)}`,
      bound(figure.bounds?.gate),
      bound(figure.bounds?.goal),
      [VERDICTS[verdict], reason === null ? "" : `(${reason})`].filter(Boolean).join(" "),
    ];
  });
  return textTable([head, ...rows], { markdown });
}

const SEPARATORS = { "×": "", ms: " ", KB: " " } as const;

const VERDICTS: Record<Verdict, string> = {
  goal: "goal met",
  gate: "gate met",
  missed: "MISSED",
  shown: "not judged",
  unknown: "NOT KNOWN",
};

function rounded(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}
