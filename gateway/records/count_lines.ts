/** How many lines end within the first `end` bytes. */
export function countLines(bytes: Uint8Array, end: number): number {
  let lines = 0;
  for (let index = bytes.indexOf(10); index >= 0 && index < end; index = bytes.indexOf(10, index + 1)) lines++;
  return lines;
}
