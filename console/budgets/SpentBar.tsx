import { spentShare, type Standing } from "./budget_list.ts";

/** What was spent of a budget, as a bar; the words stand beside it. */
export function SpentBar({ spentNanoUsd, maxNanoUsd, standing, label }: {
  spentNanoUsd: string;
  maxNanoUsd: string;
  standing: Standing;
  label: string;
}) {
  return (
    <progress
      class={`progress h-1.5 w-full ${TONES[standing]}`}
      max={1}
      value={spentShare(spentNanoUsd, maxNanoUsd)}
      aria-label={label}
    />
  );
}

const TONES: Readonly<Record<Standing, string>> = {
  ok: "progress-primary",
  tight: "progress-warning",
  beyond: "progress-warning",
  used_up: "progress-error",
};
