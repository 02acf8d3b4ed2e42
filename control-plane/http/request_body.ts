/** Bytes of a request's body at most. */
export const BODY_BYTES_MAX = 1_048_576;

/** The same request with its body in memory; null when it is larger than `BODY_BYTES_MAX`. */
export async function withBoundedBody(request: Request): Promise<Request | null> {
  if (request.body === null) return request;
  if (Number(request.headers.get("content-length") ?? 0) > BODY_BYTES_MAX) return null;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the body: what is too large is not even read.
    if (bytes > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  const { method, headers, signal, url } = request;
  return new Request(url, { method, headers, signal, body: await new Blob(chunks).arrayBuffer() });
}
