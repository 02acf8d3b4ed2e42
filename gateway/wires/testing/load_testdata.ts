/** Reads a committed synthetic stream, its framing as it is. */
export function loadTestdata(wire: string, name: string): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(new URL(`../${wire}/testdata/${name}.sse`, import.meta.url));
}
