const encoder = new TextEncoder();

/** Writes a whole line to standard output at once, so that a process that ends next has still told it. */
export function writeToStandardOutput(line: string): void {
  let rest = encoder.encode(line);
  while (rest.length > 0) rest = rest.subarray(Deno.stdout.writeSync(rest));
}
