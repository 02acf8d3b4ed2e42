/** Lines of cells as a table, the first of them as its head; numbers stand to the right. */
export function textTable(lines: readonly string[][], { markdown }: { markdown: boolean }): string {
  const widths = lines[0]!.map((_, column) => Math.max(3, ...lines.map((cells) => cells[column]!.length)));
  const isNumeric = lines[0]!.map((_, column) => lines.slice(1).every((cells) => /^[\d.,]*$/.test(cells[column]!)));
  const padded = (cells: string[]) =>
    cells.map((cell, column) => isNumeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!));
  const rule = widths.map((width, column) => isNumeric[column] ? `${"-".repeat(width - 1)}:` : "-".repeat(width));
  const [head, ...rest] = lines.map(padded);
  if (markdown) return [head!, rule, ...rest].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  return [head!, ...rest].map((cells) => `  ${cells.join("  ")}`.trimEnd()).join("\n");
}
