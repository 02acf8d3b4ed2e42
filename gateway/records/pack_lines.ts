import type { PendingLine } from "./spool_bound.ts";

/** Some of a turn's lines by themselves. */
export function packLines(
  bytes: Uint8Array<ArrayBuffer>,
  lines: readonly PendingLine[],
): { bytes: Uint8Array<ArrayBuffer>; lines: PendingLine[] } {
  const packed = new Uint8Array(lines.reduce((size, { from, to }) => size + to - from, 0));
  let end = 0;
  const moved = lines.map((line) => {
    const from = end;
    packed.set(bytes.subarray(line.from, line.to), from);
    end += line.to - line.from;
    return { ...line, from, to: end };
  });
  return { bytes: packed, lines: moved };
}
