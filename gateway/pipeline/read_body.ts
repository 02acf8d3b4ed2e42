import { REQUEST_HEADERS } from "../../shared/contracts/headers.ts";
import { GatewayError } from "./gateway_error.ts";

/**
 * Reads a request's body whole. Throws `body_too_large` at the first byte past `bytesMax`, and `client_closed_request`
 * when the client goes away meanwhile.
 */
export async function readBody(request: Request, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  const declared = request.headers.get(REQUEST_HEADERS.contentLength);
  const tooLarge = () => new GatewayError("body_too_large", { details: { limit: bytesMax } });
  if (declared !== null && Number(declared) > bytesMax) throw tooLarge();
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    // The server ends a body at its declared length, so that it can be read at once; any other is counted as it comes.
    bytes = declared !== null ? await request.bytes() : await countedBody(request, bytesMax, tooLarge);
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw new GatewayError("client_closed_request", { cause: error });
  }
  if (bytes.length > bytesMax) throw tooLarge();
  return bytes;
}

async function countedBody(
  request: Request,
  bytesMax: number,
  tooLarge: () => GatewayError,
): Promise<Uint8Array<ArrayBuffer>> {
  if (request.body === null) return new Uint8Array(0);
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > bytesMax) {
      // What is left is not kept: cancelling lets the server skip it and keep the connection.
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
