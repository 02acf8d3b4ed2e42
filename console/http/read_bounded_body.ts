/** A request's body in memory; `too_large` beyond `bytesMax`, `broken` when the client did not finish it. */
export async function readBoundedBody(
  request: Request,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer> | "too_large" | "broken"> {
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) return "too_large";
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.byteLength;
      // Leaving the loop cancels the body: what is too large is not even read.
      if (bytes > bytesMax) return "too_large";
      chunks.push(chunk);
    }
  } catch {
    return "broken";
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
