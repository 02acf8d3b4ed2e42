/** Reads a committed synthetic stream, its framing as it is. */
export function loadTestdata(provider: "openai" | "anthropic", name: string): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(new URL(`../${provider}/testdata/${name}.sse`, import.meta.url));
}
