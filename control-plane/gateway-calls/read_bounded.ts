/** As much of an answer's body as `bytesMax`; what is beyond it is not even read. Rejects when the connection breaks. */
export async function readBounded(
  response: Response,
  bytesMax: number,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; isWhole: boolean }> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    const room = bytesMax - length;
    const kept = chunk.length > room ? chunk.subarray(0, room) : chunk;
    chunks.push(kept);
    length += kept.length;
    // Leaving the loop cancels the body.
    if (chunk.length > room) return { bytes: await joined(chunks), isWhole: false };
  }
  return { bytes: await joined(chunks), isWhole: true };
}

async function joined(chunks: Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> {
  return chunks.length === 1 ? chunks[0]! : new Uint8Array(await new Blob(chunks).arrayBuffer());
}
