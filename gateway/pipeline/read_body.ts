import { REQUEST_HEADERS } from "../../shared/contracts/headers.ts";
import { arrivalMs, BodyArrival } from "./body_arrival.ts";
import { GatewayError } from "./gateway_error.ts";
import type { TimerWheel } from "./timer_wheel.ts";

/**
 * Reads a request's body whole. Throws `body_too_large` at the first byte past `bytesMax`, `request_timeout` when it does
 * not arrive within `requestBodyMs` and a second for each `BODY_BYTES_PER_SECOND_MIN` of it, and `client_closed_request` when the
 * client goes away meanwhile.
 */
export function readBody(request: Request, options: BodyLimits): Promise<Uint8Array<ArrayBuffer>> {
  const { bytesMax } = options;
  const declared = request.headers.get(REQUEST_HEADERS.contentLength);
  // The server ends a body at its declared length, so that it can be read at once; any other is counted as it comes.
  if (declared === null) return countedBody(request, options);
  const length = Number(declared);
  return length > bytesMax ? Promise.reject(tooLarge(bytesMax)) : readInTime(request, length, options);
}

export interface BodyLimits {
  bytesMax: number;
  requestBodyMs: number;
  wheel: TimerWheel;
}

function tooLarge(bytesMax: number): GatewayError {
  return new GatewayError("body_too_large", { details: { limit: bytesMax } });
}

function brokenOff(cause: unknown): GatewayError {
  return cause instanceof GatewayError ? cause : new GatewayError("client_closed_request", { cause });
}

function tooLate(): GatewayError {
  return new GatewayError("request_timeout", { details: { detail: "its body did not arrive in time" } });
}

/** A client that trickles its body must not hold its place for ever. */
function readInTime(
  request: Request,
  declared: number,
  { bytesMax, requestBodyMs, wheel }: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const timer = wheel.schedule(arrivalMs(requestBodyMs, declared), () => reject(tooLate()));
    request.bytes().then((bytes) => {
      timer.cancel();
      if (bytes.length > bytesMax) reject(tooLarge(bytesMax));
      else resolve(bytes);
    }, (error) => {
      timer.cancel();
      reject(brokenOff(error));
    });
  });
}

async function countedBody(
  request: Request,
  { bytesMax, requestBodyMs, wheel }: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  if (request.body === null) return new Uint8Array(0);
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  const late = Promise.withResolvers<never>();
  const arrival = new BodyArrival(wheel, requestBodyMs, () => late.reject(tooLate()));
  const readAll = async () => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return joined(chunks, arrival.bytes);
      arrival.came(value.length);
      if (arrival.bytes > bytesMax) {
        // What is left is for `discardBody`.
        reader.releaseLock();
        throw tooLarge(bytesMax);
      }
      chunks.push(value);
    }
  };
  try {
    return await Promise.race([readAll(), late.promise]);
  } catch (error) {
    throw brokenOff(error);
  } finally {
    arrival.close();
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
