import { type AttackReport, runAttacks } from "./run_attacks.ts";

const HELP = `Sends bad input to every surface of a stack of its own and prints what comes of it.

Usage: deno task attacks [--help]

The exit code is 1 when something differs from what must be.`;

/** The report as a table. */
export function attackTable({ rows, objections }: AttackReport): string {
  const lines = rows.map(({ surface, name, status, ms, objection }) =>
    `| ${surface} | ${name} | ${status === 0 ? "closed" : status} | ${ms} | ${
      objection === null ? "as it must be" : "✗"
    } |`
  );
  const wrong = rows.filter(({ objection }) => objection !== null);
  return [
    "| surface | attack | answer | ms | verdict |",
    "| --- | --- | --- | --- | --- |",
    ...lines,
    "",
    ...wrong.map(({ surface, name, objection }) => `✗ ${surface}, ${name}: ${objection}`),
    ...objections.map((objection) => `✗ ${objection}`),
    `${rows.length - wrong.length} of ${rows.length} as they must be`,
  ].join("\n");
}

if (import.meta.main) {
  if (Deno.args.includes("--help")) {
    console.log(HELP);
    Deno.exit();
  }
  const report = await runAttacks();
  console.log(attackTable(report));
  Deno.exit(report.objections.length === 0 && report.rows.every(({ objection }) => objection === null) ? 0 : 1);
}
