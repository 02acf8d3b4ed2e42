import type { SoakReport } from "./soak.ts";
import { type SoakVerdict, told } from "./soak_verdict.ts";

/** What came of a run, as tables in Markdown. */
export function soakTable(report: SoakReport, { trends, p99MsByMinute, objections }: SoakVerdict): string {
  const { verdict, samples, minutes, ratePerSecond, peakPerSecond, sentAgain } = report;
  const total = (read: (sample: typeof samples[number]) => number) =>
    samples.reduce((sum, sample) => sum + read(sample), 0);
  const counts = [
    [
      "minutes, requests a second, peak",
      `${minutes}, ${ratePerSecond}, ${Math.round(peakPerSecond ?? 0) || "not measured"}`,
    ],
    ["answered", total(({ answered }) => answered)],
    ["failed by the provider, as told", total(({ providerFaults }) => providerFaults)],
    ["left by their clients", total(({ cancelled }) => cancelled)],
    ["failed by us", verdict.failed],
    ["sent again before any answer", sentAgain],
    ["records lost, twice, numbers missing", `${verdict.lost}, ${verdict.duplicated}, ${verdict.gaps}`],
    ["reservations leaked", verdict.leaked ?? "unknown"],
    ["spent on record, by budgets", `$${dollars(verdict.spentNanoUsd)}, $${dollars(verdict.budgetNanoUsd)}`],
    ["p99 by the minute, ms", p99MsByMinute.map((each) => each === null ? "–" : each.toFixed(0)).join(" ")],
    ["as it must be", objections.length === 0 ? "✓" : objections.join("; ")],
  ];
  const processes = trends.map((trend) => [
    `${trend.gateway}, process ${trend.processId}`,
    trend.minutes.toFixed(1),
    trend.residentMebibytes.join(" → "),
    told(trend.resident),
    told(trend.heap),
    told(trend.descriptors),
  ]);
  const head = ["gateway", "minutes (warm)", "RSS, MiB", "RSS, MiB/h", "heap, MiB/h", "open files, /h"];
  return `${table(["what", "came to"], counts)}\n\n${table(head, processes)}`;
}

function table(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function dollars(nanoUsd: number): string {
  return (nanoUsd / 1e9).toFixed(6);
}
