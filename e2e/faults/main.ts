import { type FaultRow, runFaults } from "./run_faults.ts";

const HELP = `Lets a provider fail in every way there is, in every dialect, and prints what clients see and records say.

Usage: deno task faults [--help]

The exit code is 1 when something differs from what must be.`;

/** The rows as a table; lanes in which the same came of a fault are one row. */
export function faultTable(rows: readonly FaultRow[]): string {
  const { fault: _, ...columns } = HEAD;
  const alike = Map.groupBy(
    rows,
    (row) => [row.fault, ...Object.keys(columns).map((column) => row[column as keyof FaultRow])].join("|"),
  );
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const head = Object.values(HEAD);
  const body = [...alike.values()].map((group) => {
    const cells = Object.keys(HEAD).map((column) => String(group[0]![column as keyof FaultRow]));
    const lanes = group.length === LANES_MAX
      ? "all"
      : group.map((row) => `${row.dialect} at ${row.provider}`).join(", ");
    return line([cells[0]!, lanes, ...cells.slice(1)]);
  });
  const objections = rows.filter((row) => row.objection !== null)
    .map((row) => `✗ ${row.fault}, ${row.dialect} at ${row.provider}: ${row.objection}`);
  return [
    line([head[0]!, "lanes", ...head.slice(1)]),
    line(Array.from({ length: head.length + 1 }, () => "---")),
    ...body,
    "",
    ...objections,
    `${rows.length - objections.length} of ${rows.length} as they must be`,
  ].join("\n");
}

const HEAD = {
  fault: "fault",
  alone: "the client sees, alone",
  recordAlone: "the record says",
  withFallback: "with another target",
  servedBy: "served by",
} as const;
const LANES_MAX = 6;

if (import.meta.main) {
  if (Deno.args.includes("--help")) {
    console.log(HELP);
    Deno.exit();
  }
  const rows = await runFaults();
  console.log(faultTable(rows));
  Deno.exit(rows.every((row) => row.objection === null) ? 0 : 1);
}
