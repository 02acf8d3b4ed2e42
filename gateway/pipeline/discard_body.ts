import { REQUEST_HEADERS } from "../../shared/contracts/headers.ts";
import { BodyArrival } from "./body_arrival.ts";
import type { TimerWheel } from "./timer_wheel.ts";

/** How long a body that nobody wants may take to arrive, milliseconds; it has more if it is long and comes. */
export const UNWANTED_BODY_MS = 5_000;

/** How much of it is let pass. */
const UNWANTED_BYTES_MAX = 64 * 1_024 ** 2;

/**
 * Lets the body of a refused request pass by, so that the connection can carry another. Resolves to whether all of it has:
 * if not, what is left may never come, and the answer must say that the connection is closed. Never rejects.
 *
 * It is read and not cancelled: the server of the runtime skips what was cancelled for as long as it pleases the sender, on
 * a connection that cannot be closed any more.
 */
export async function discardBody(request: Request, wheel: TimerWheel): Promise<boolean> {
  // One that says how long it is was read to its end, or is being read still.
  if (request.bodyUsed && request.headers.has(REQUEST_HEADERS.contentLength)) return true;
  if (request.body === null || request.body.locked) return true;
  const reader = request.body.getReader();
  const late = Promise.withResolvers<false>();
  const arrival = new BodyArrival(wheel, UNWANTED_BODY_MS, () => late.resolve(false));
  const passBy = async () => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return true;
      arrival.came(value.length);
      if (arrival.bytes > UNWANTED_BYTES_MAX) return false;
    }
  };
  try {
    // The client may go in the middle of it.
    return await Promise.race([passBy().catch(() => true), late.promise]);
  } finally {
    arrival.close();
  }
}
