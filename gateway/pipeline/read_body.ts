import { REQUEST_HEADERS } from "../../shared/contracts/headers.ts";
import { GatewayError } from "./gateway_error.ts";
import type { TimerWheel } from "./timer_wheel.ts";

/** How long a body may take to arrive, milliseconds. */
export const BODY_MS_MAX = 120_000;

/**
 * Reads a request's body whole. Throws `body_too_large` at the first byte past `bytesMax`, `invalid_request` when it does
 * not arrive within `BODY_MS_MAX`, and `client_closed_request` when the client goes away meanwhile.
 */
export async function readBody(
  request: Request,
  options: { bytesMax: number; wheel: TimerWheel },
): Promise<Uint8Array<ArrayBuffer>> {
  const { bytesMax, wheel } = options;
  const declared = request.headers.get(REQUEST_HEADERS.contentLength);
  const tooLarge = () => new GatewayError("body_too_large", { details: { limit: bytesMax } });
  if (declared !== null && Number(declared) > bytesMax) throw tooLarge();
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    // The server ends a body at its declared length, so that it can be read at once; any other is counted as it comes.
    const whole = declared !== null ? request.bytes() : countedBody(request, bytesMax, tooLarge);
    bytes = await inTime(whole, wheel);
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw new GatewayError("client_closed_request", { cause: error });
  }
  if (bytes.length > bytesMax) throw tooLarge();
  return bytes;
}

/** A client that trickles its body must not hold its place for ever. */
async function inTime<T>(whole: Promise<T>, wheel: TimerWheel): Promise<T> {
  const late = Promise.withResolvers<never>();
  const detail = `the body did not arrive within ${BODY_MS_MAX / 1_000} s`;
  const timer = wheel.schedule(
    BODY_MS_MAX,
    () => late.reject(new GatewayError("invalid_request", { details: { detail } })),
  );
  try {
    return await Promise.race([whole, late.promise]);
  } finally {
    timer.cancel();
  }
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
