/**
 * An event behind which the provider closed without its blank line, with that line: a client would never hear of it
 * otherwise.
 */
export function closedEvent(event: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const [before, last] = event.subarray(-2);
  // A CR at the end waits for an LF that never came.
  if (last === CARRIAGE_RETURN && (before === CARRIAGE_RETURN || before === LINE_FEED)) return event;
  const missing = last === LINE_FEED ? 1 : 2;
  const whole = new Uint8Array(event.length + missing).fill(LINE_FEED);
  whole.set(event);
  return whole;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
