import { CASES } from "./clients/cell.ts";
import type { Cell } from "./conformance.ts";

/** The matrix for people: a row a client and provider, a column a case, and below what is to be said against cells. */
export function conformanceTable(cells: readonly Cell[]): string {
  const rows = Map.groupBy(cells, (cell) => `${cell.client}|${cell.provider}`);
  const head = `| client | provider | ${CASES.join(" | ")} |\n|${" --- |".repeat(CASES.length + 2)}`;
  const body = [...rows].map(([row, ofRow]) => {
    const marks = CASES.map((which) => markOf(ofRow.find((cell) => cell.case === which)));
    return `| ${row.replace("|", " | ")} | ${marks.join(" | ")} |`;
  });
  const objections = cells.filter((cell) => cell.objection !== null)
    .map((cell) => `✗ ${cell.client} at ${cell.provider}, ${cell.case}: ${cell.objection}`);
  const passed = cells.length - objections.length;
  return [head, ...body, "", ...objections, `${passed} of ${cells.length} cells passed`].join("\n");
}

/** A dot: the client has no way to ask for it; a dash: the provider has no such thing, and the client is told so. */
function markOf(cell: Cell | undefined): string {
  if (cell === undefined) return "·";
  if (cell.refused) return "–";
  return cell.objection === null ? "✓" : "✗";
}
